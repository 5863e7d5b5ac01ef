#include "config/json_text.h"

#include <gtest/gtest.h>

namespace cw::config {
namespace {

TEST(JsonText, TakesBothKindsOfComment) {
  const auto document = parse_json("// first\n{ /* second */ \"a\": 1 } // third");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->at("a"), 1);
}

TEST(JsonText, NamesLineAndColumnOfWhatIsNotJson) {
  const auto document = parse_json("{\n  \"a\": ,\n}");
  ASSERT_FALSE(document);
  ASSERT_EQ(document.error().size(), 1U);
  EXPECT_EQ(document.error()[0].pointer, "");
  EXPECT_TRUE(document.error()[0].message.starts_with("is not JSON: line 2, column 8:")) << document.error()[0].message;
}

TEST(JsonText, FindsAKeyThatOccursTwice) {
  const auto document = parse_json(R"({"list": [{}, {"a": 1, "b": {"a": 1}, "a": 2}]})");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error(),
            (std::vector<ConfigFault>{{"/list/1/a", "occurs twice in one object; keep one of them"}}));
}

TEST(JsonText, LimitsDepthAndLength) {
  std::string deep(100'000, '[');
  deep += std::string(100'000, ']');
  const auto too_deep = parse_json(deep);
  ASSERT_FALSE(too_deep);
  EXPECT_EQ(too_deep.error().size(), 1U);
  EXPECT_FALSE(parse_json("[\"" + std::string(kMaxStringBytes + 1, 'x') + "\"]"));
  EXPECT_FALSE(parse_json(std::string(kMaxTextBytes + 1, ' ')));
}

TEST(JsonText, EscapesPointerTokens) {
  EXPECT_EQ(child("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(child("", size_t{7}), "/7");
}

}  // namespace
}  // namespace cw::config
