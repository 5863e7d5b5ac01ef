#include "sdp/grammar/warning.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

TEST(SdpWarnings, SayLinePlaceClauseAndRemedy) {
  EXPECT_EQ(to_text({12, "a=fmtp", "ST 2110-20 7.3", "interlace has a value", "write the bare name"}),
            "line 12, a=fmtp: interlace has a value (ST 2110-20 7.3); write the bare name");
}

TEST(SdpWarnings, ComeInTheOrderOfTheirLines) {
  Warnings sut;
  sut.add({7, "a=mid", "RFC 5888 4"}, "second", "r");
  sut.add({3, "c=", "RFC 8866 5.7"}, "first", "r");
  const auto all = sut.take();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].what, "first");
}

TEST(SdpWarnings, StayFew) {
  Warnings sut;
  for (size_t i = 0; i < Warnings::kMost + 5; ++i) sut.add({i, "a=x", "RFC 8866 5"}, "what", "remedy");
  const auto all = sut.take();
  ASSERT_EQ(all.size(), Warnings::kMost + 1);
  EXPECT_EQ(all.back().what, "5 more deviations are not listed");
}

TEST(SdpWarnings, AreSafeToPrintWhateverTheyQuote) {
  Warnings sut;
  sut.add({1, "a=\x1b[2J", "RFC 8866 5"}, "is \"\xff\xfe\"", std::string(100'000, 'x'));
  const Warning seen = sut.take().at(0);
  EXPECT_EQ(seen.where, "a=?[2J");
  EXPECT_EQ(seen.what, "is \"??\"");
  EXPECT_LT(seen.remedy.size(), 1000U);
}

}  // namespace
}  // namespace cw::sdp
