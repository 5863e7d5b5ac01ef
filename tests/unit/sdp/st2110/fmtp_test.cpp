#include "sdp/st2110/fmtp.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

std::string warnings_of(Warnings& warnings) {
  std::string all;
  for (const Warning& warning : warnings.take()) all += warning.what + "\n";
  return all;
}

std::string parameters_of(const Fmtp& fmtp) {
  std::string all;
  for (const auto& parameter : fmtp.parameters()) {
    all += parameter.name + (parameter.has_value ? "=" + parameter.value : "") + "|";
  }
  return all;
}

TEST(Fmtp, CutsAtSemicolonsHoweverTheyStand) {
  EXPECT_EQ(parameters_of(Fmtp::parse("a=1; b=2 ;c;; d= ", 1)), "a=1|b=2|c|d=|");
}

TEST(Fmtp, FindsForgottenSemicolonsAndBlanksAroundEquals) {
  Warnings warnings;
  EXPECT_EQ(parameters_of(Fmtp::parse("a = 1 b=2 interlace c=two words", 1, &warnings)),
            "a=1|b=2|interlace|c=two words|");
  EXPECT_EQ(warnings_of(warnings),
            "\"a = 1 b=2 interlace c=two words\" has blanks around =\nthere is no semicolon before \"b=2\"\n"
            "there is no semicolon before \"interlace\"\nthere is no semicolon before \"c=two\"\n");
}

TEST(Fmtp, KnowsNamesHoweverCapitalisedAndKeepsTheOthers) {
  Warnings warnings;
  Fmtp sut = Fmtp::parse("Width=\"1\"; width=2; x=y; z; X=y", 1, &warnings);
  sut.know({"width", "height"});
  uint32_t width = 0;
  sut.read_number("width", width, 0, 9);
  EXPECT_EQ(width, 1U);
  EXPECT_EQ(sut.others(), (std::vector<FmtpParameter>{{"x", "y"}, {"z", std::nullopt}, {"X", "y"}}));
  EXPECT_EQ(warnings_of(warnings),
            "width is spelt \"Width\"\nwidth is in quotation marks\nwidth is given twice; the first counts\n");
}

TEST(Fmtp, KeepsTheFirstFault) {
  Fmtp sut = Fmtp::parse("a=x; b=y", 12);
  sut.know({"a", "b", "c"});
  uint32_t value = 7;
  sut.read_number("a", value, 1, 9);
  sut.read_number("b", value, 1, 9);
  sut.require("c");
  EXPECT_EQ(value, 7U);
  EXPECT_EQ(sut.check()->message, "line 12, a=fmtp: a is \"x\"; allowed is an integer from 1 to 9");
}

TEST(Fmtp, ReadsFlagsWithAndWithoutValue) {
  Warnings warnings;
  Fmtp sut = Fmtp::parse("a; b=true; c=0; d=maybe", 1, &warnings);
  sut.know({"a", "b", "c", "d"});
  bool a = false;
  bool b = false;
  bool c = true;
  sut.read_flag("a", a);
  sut.read_flag("b", b);
  sut.read_flag("c", c);
  EXPECT_TRUE(a && b && !c);
  EXPECT_EQ(warnings_of(warnings), "b has a value, \"true\"\nc has a value, \"0\"\n");
  sut.read_flag("d", a);
  EXPECT_TRUE(sut.check());
}

TEST(Fmtp, HasAClauseForEachParameter) {
  EXPECT_EQ(clause_of("TP"), "ST 2110-21 8.1");
  EXPECT_EQ(clause_of("width"), "ST 2110-20 7.2");
}

TEST(Fmtp, TakesNoMoreParametersThanAnybodyWrites) {
  std::string text;
  for (int i = 0; i < 600; ++i) text += "x=1; ";
  EXPECT_EQ(Fmtp::parse(text, 3).check()->message, "line 3, a=fmtp: has more than 512 parameters");
}

}  // namespace
}  // namespace cw::sdp
