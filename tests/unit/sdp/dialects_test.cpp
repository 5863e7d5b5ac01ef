// SDPs in the dialects of the field, each read with just the warnings that stand beside it and written back as the standards want it.
// NAME.expected: the warnings, a blank line, the SDP that our writer makes of it (with LF) and, after another blank line, what is left to
// mend in that: not how it is written but what the sender does, such as its payload type.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "sdp/st2110/reader.h"
#include "sdp/st2110/writer.h"
#include "tests/support/captures.h"

namespace cw::sdp {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::set<std::filesystem::path> dialects() {
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(test::repository_root() / "tests/unit/sdp/dialects")) {
    if (entry.path().extension() == ".sdp") paths.insert(entry.path());
  }
  return paths;
}

std::string lines_of(const std::vector<Warning>& warnings) {
  std::string lines;
  for (const Warning& warning : warnings) lines += to_text(warning) + '\n';
  return lines;
}

Reading reading_of(const std::string& text) {
  auto reading = read_st2110_with_warnings(text);
  if (!reading) ADD_FAILURE() << reading.error().message;
  return reading.value_or(Reading{});
}

TEST(SdpDialects, AreReadWithJustTheRightWarnings) {
  ASSERT_GE(dialects().size(), 20U);
  for (const auto& path : dialects()) {
    SCOPED_TRACE(path.filename());
    const Reading sut = reading_of(text_of(path));
    const std::string written = write_st2110(sut.session);
    std::string seen = lines_of(sut.warnings) + '\n' + written;
    const std::string left = lines_of(reading_of(written).warnings);
    if (!left.empty()) seen += '\n' + left;
    std::erase(seen, '\r');
    std::filesystem::path expected = path;
    EXPECT_EQ(seen, text_of(expected.replace_extension(".expected")));
  }
}

TEST(SdpDialects, LoseNothingOnTheWayThroughTheWriter) {
  for (const auto& path : dialects()) {
    SCOPED_TRACE(path.filename());
    const Reading sut = reading_of(text_of(path));
    EXPECT_EQ(reading_of(write_st2110(sut.session)).session, sut.session);
  }
}

TEST(SdpDialects, GiveNoNewReasonForComplaintOnceRewritten) {
  for (const auto& path : dialects()) {
    SCOPED_TRACE(path.filename());
    const Reading sut = reading_of(text_of(path));
    for (const Warning& left : reading_of(write_st2110(sut.session)).warnings) {
      const bool known = std::ranges::any_of(
          sut.warnings, [&](const Warning& first) { return first.where == left.where && first.what == left.what; });
      EXPECT_TRUE(known) << to_text(left);
    }
  }
}

}  // namespace
}  // namespace cw::sdp
