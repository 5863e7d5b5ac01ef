#include "sdp/grammar/line_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "sdp/grammar/line_order.h"

namespace cw::sdp {
namespace {

struct Seen {
  std::string lines;
  std::vector<Warning> warnings;
};

Seen read(std::string_view text) {
  Seen seen;
  Warnings warnings;
  LineReader sut(text, warnings);
  while (true) {
    const auto line = sut.next();
    if (!line) return {line.error().message, warnings.take()};
    if (!*line) break;
    seen.lines += std::to_string((*line)->number) + (*line)->type + '[' + std::string((*line)->value) + ']';
  }
  seen.warnings = warnings.take();
  return seen;
}

TEST(SdpLineReader, CutsLinesWhateverEndsThem) {
  for (const char* text : {"v=0\r\ns=a\r\n", "v=0\ns=a\n", "v=0\rs=a\r", "v=0\r\r\ns=a", "\xEF\xBB\xBFv=0\r\ns=a"}) {
    EXPECT_EQ(read(text).lines, "1v[0]2s[a]") << text;
  }
}

TEST(SdpLineReader, ComplainsOnceAboutLineEnds) {
  EXPECT_TRUE(read("v=0\r\ns=a\r\n").warnings.empty());
  const auto warnings = read("v=0\ns=a\nt=0 0\n").warnings;
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(to_text(warnings[0]), "line 1, the line ends with a bare LF (RFC 8866 5); end each line with CRLF");
  EXPECT_EQ(read("v=0\r\ns=a").warnings.at(0).what, "the line is not ended");
}

TEST(SdpLineReader, CountsBlankLines) {
  const Seen seen = read("v=0\r\n\r\n \r\ns=a\r\n");
  EXPECT_EQ(seen.lines, "1v[0]4s[a]");
  EXPECT_EQ(seen.warnings.size(), 1U);
}

TEST(SdpLineReader, SeesPastBlanksAroundTheType) {
  EXPECT_EQ(read(" a =\tx \r\n").lines, "1a[x]");
  EXPECT_EQ(read(" a =\tx \r\n").warnings.size(), 1U);
  EXPECT_EQ(read("s= \r\n").lines, "1s[ ]");
  EXPECT_TRUE(read("s= \r\n").warnings.empty());
}

TEST(SdpLineReader, RefusesWhatIsNoLine) {
  EXPECT_EQ(read("nonsense").lines, "line 1, \"nonsense\": is no line of an SDP; allowed is a letter, =, and a value");
  EXPECT_EQ(read(std::string_view("a=\0", 3)).lines, "line 1, a: holds a NUL character; allowed is text");
}

TEST(SdpLineOrder, NamesTheLineThatComesTooLate) {
  Warnings warnings;
  LineOrder sut;
  size_t number = 0;
  for (const char type : std::string_view("vositrtzambakcm")) sut.check({++number, type, ""}, warnings);
  const auto seen = warnings.take();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(to_text(seen[0]), "line 13, k=: stands after a= (RFC 8866 5); write k= before a=");
  EXPECT_EQ(seen[1].where, "c=");
}

}  // namespace
}  // namespace cw::sdp
