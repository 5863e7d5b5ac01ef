// SDPs in the dialects of the field, each read with just the warnings that stand beside it and written back as the standards want it.
// NAME.expected: the warnings, a blank line, the SDP that our writer makes of it (with LF).
#include <gtest/gtest.h>

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

TEST(SdpDialects, AreReadWithJustTheRightWarnings) {
  ASSERT_GE(dialects().size(), 20U);
  for (const auto& path : dialects()) {
    SCOPED_TRACE(path.filename());
    const auto sut = read_st2110_with_warnings(text_of(path));
    ASSERT_TRUE(sut) << sut.error().message;
    std::string seen;
    for (const Warning& warning : sut->warnings) seen += to_text(warning) + '\n';
    std::string written = write_st2110(sut->session);
    std::erase(written, '\r');
    std::filesystem::path expected = path;
    EXPECT_EQ(seen + '\n' + written, text_of(expected.replace_extension(".expected")));
  }
}

TEST(SdpDialects, LoseNothingOnTheWayThroughTheWriter) {
  for (const auto& path : dialects()) {
    SCOPED_TRACE(path.filename());
    const auto sut = read_st2110(text_of(path));
    ASSERT_TRUE(sut);
    EXPECT_EQ(*read_st2110(write_st2110(*sut)), *sut);
  }
}

TEST(SdpDialects, LeaveNoComplaintAboutFormOnceRewritten) {
  const std::set<std::string> of_form{"RFC 8866 5", "RFC 8866 5.2", "RFC 8866 5.7", "RFC 8866 6.15", "ST 2110-20 7.1"};
  for (const auto& path : dialects()) {
    SCOPED_TRACE(path.filename());
    const auto again = read_st2110_with_warnings(write_st2110(*read_st2110(text_of(path))));
    for (const Warning& warning : again->warnings) EXPECT_FALSE(of_form.contains(warning.clause)) << to_text(warning);
  }
}

}  // namespace
}  // namespace cw::sdp
