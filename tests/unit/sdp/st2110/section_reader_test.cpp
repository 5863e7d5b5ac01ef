#include "sdp/st2110/section_reader.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

TEST(SectionReader, KeepsWhatNobodyTook) {
  Section section;
  section.attributes = {{"mid", "a", 1}, {"x", "1", 2}, {"MID", "b", 3}, {"x", "2", 4}};
  Warnings warnings;
  SectionReader sut(section, warnings);
  EXPECT_EQ(sut.take_one("mid"), &section.attributes[0]);
  EXPECT_EQ(sut.take_one("absent"), nullptr);
  EXPECT_TRUE(sut.has("X"));
  EXPECT_EQ(sut.others(), (std::vector<Attribute>{{"x", "1"}, {"x", "2"}}));
  const auto seen = warnings.take();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(to_text(seen[0]),
            "line 3, a=MID: is read as a=mid (RFC 8866 5.13); write a=mid; names of attributes are in lower case");
  EXPECT_EQ(to_text(seen[1]), "line 3, a=mid: occurs twice; the first counts (RFC 8866 6); write it once in a section");
}

}  // namespace
}  // namespace cw::sdp
