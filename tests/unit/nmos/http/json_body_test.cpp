#include "nmos/http/json_body.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

TEST(JsonBody, ReadsJson) { EXPECT_EQ(read_json(R"({"a": [1, "]"]})").value()["a"][1], "]"); }

TEST(JsonBody, TakesTheLastOfAKeyGivenTwice) { EXPECT_EQ(read_json(R"({"a": 1, "a": 2})").value()["a"], 2); }

TEST(JsonBody, SaysWhatIsWrong) {
  EXPECT_FALSE(read_json(""));
  EXPECT_FALSE(read_json("{"));
  EXPECT_FALSE(read_json("{} {}"));
  EXPECT_FALSE(read_json("\"\xFF\""));
  EXPECT_EQ(read_json(std::string(17, '[')).error().message, "the body is nested more than 16 deep");
  EXPECT_FALSE(read_json(std::string(1'000'000, '[')));
}

TEST(JsonBody, CountsNoBracketsInStrings) { EXPECT_TRUE(read_json(R"(["[[[[[[[[[[[[[[[[[[[[[\"[["])")); }

}  // namespace
}  // namespace cw::nmos
