#include "gateway/web/byte_range.h"

#include <gtest/gtest.h>

#include <string>

namespace cw::web {
namespace {

/// "first+length", "whole" or "unsatisfiable" for a file of 1000 octets.
std::string verdict(std::string_view header, uint64_t size = 1000) {
  const RangeVerdict result = parse_range(header, size);
  if (const auto* range = std::get_if<ByteRange>(&result))
    return std::to_string(range->first) + "+" + std::to_string(range->length);
  return std::holds_alternative<WholeFile>(result) ? "whole" : "unsatisfiable";
}

TEST(ByteRange, ReadsTheThreeForms) {
  EXPECT_EQ(verdict("bytes=0-99"), "0+100");
  EXPECT_EQ(verdict("bytes=900-"), "900+100");
  EXPECT_EQ(verdict("bytes=-10"), "990+10");
}

TEST(ByteRange, StaysInsideTheFile) {
  EXPECT_EQ(verdict("bytes=990-2000"), "990+10");
  EXPECT_EQ(verdict("bytes=-5000"), "0+1000");
  EXPECT_EQ(verdict("bytes=0-18446744073709551615"), "0+1000");
  EXPECT_EQ(verdict("bytes=1000-"), "unsatisfiable");
  EXPECT_EQ(verdict("bytes=-0"), "unsatisfiable");
  EXPECT_EQ(verdict("bytes=0-", 0), "unsatisfiable");
}

TEST(ByteRange, IgnoresWhatItDoesNotUnderstand) {
  for (const char* header : {"", "bytes", "bytes=", "bytes=-", "bytes=9-1", "bytes=a-b", "bytes=0-1,5-6", "lines=0-1",
                             "bytes=1-18446744073709551616", "bytes=+1-2"}) {
    EXPECT_EQ(verdict(header), "whole") << header;
  }
}

}  // namespace
}  // namespace cw::web
