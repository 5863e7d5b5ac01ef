#include "gateway/core/rtp_types.h"

#include <gtest/gtest.h>

namespace cw {
namespace {

TEST(RtpTypes, TimestampsUnwrapToTheNearestTicks) {
  constexpr int64_t kWrap = int64_t{1} << 32;
  const MediaTicks near{5 * kWrap + 10};
  EXPECT_EQ(unwrap_near(RtpTimestamp{12}, near).value, 5 * kWrap + 12);
  EXPECT_EQ(unwrap_near(RtpTimestamp{0xFFFFFFF0}, near).value, 5 * kWrap - 16);
  EXPECT_EQ(unwrap_near(RtpTimestamp{0}, MediaTicks{6 * kWrap - 1}).value, 6 * kWrap);
  EXPECT_EQ(unwrap_near(RtpTimestamp{5}, MediaTicks{-kWrap + 2}).value, -kWrap + 5);
}

TEST(RtpTypes, TicksWrapToWhatUnwrapsToThem) {
  for (const int64_t ticks : {int64_t{0}, int64_t{-1}, int64_t{1} << 40, int64_t{162'000'000'123'456}}) {
    const MediaTicks sut{ticks};
    EXPECT_EQ(unwrap_near(sut.wrapped(), MediaTicks{ticks + 1000}), sut);
  }
}

TEST(RtpTypes, LegsHaveNamesAndIndices) {
  EXPECT_EQ(index_of(Leg::kRed), 0U);
  EXPECT_EQ(index_of(Leg::kBlue), 1U);
  EXPECT_STREQ(name_of(Leg::kRed), "red");
  EXPECT_STREQ(name_of(Leg::kBlue), "blue");
}

}  // namespace
}  // namespace cw
