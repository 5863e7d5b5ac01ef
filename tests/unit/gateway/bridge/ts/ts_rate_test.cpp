#include "gateway/bridge/ts/ts_rate.h"

#include <gtest/gtest.h>

namespace cw::bridge {
namespace {

bus::CodecParameters video(uint32_t bps) {
  bus::CodecParameters out;
  out.time_base = FrameRate::hz(50);
  out.bandwidth_bps = bps;
  return out;
}

bus::CodecParameters audio(uint32_t bps) {
  bus::CodecParameters out;
  out.kind = bus::CodecKind::kAac;
  out.time_base = Rate::hz(48'000);
  out.bandwidth_bps = bps;
  return out;
}

TEST(TsRate, LeavesRoomForPeaksAndOverhead) {
  const uint64_t sut = muxrate_for(video(3'300'000), {audio(128'000)});
  EXPECT_GT(sut, 3'300'000U + 128'000U + 200'000U);
  EXPECT_LT(sut, 4'200'000U);
  EXPECT_EQ(sut % 1000, 0U);
}

TEST(TsRate, GrowsWithEveryTrack) {
  EXPECT_GT(muxrate_for(video(1'000'000), {audio(128'000), audio(128'000)}),
            muxrate_for(video(1'000'000), {audio(128'000)}) + 128'000);
}

}  // namespace
}  // namespace cw::bridge
