#include "gateway/srt/pacing.h"

#include <gtest/gtest.h>

namespace cw::srt {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TaiTime kNow = TaiTime::from_ns(1'800'000'000'000'000'000);

TEST(Pacing, WaitsUntilAChunkIsDue) {
  EXPECT_EQ(time_to_wait(kNow + milliseconds(20), kNow), milliseconds(20));
  EXPECT_EQ(time_to_wait(kNow + std::chrono::microseconds(900), kNow), Duration::zero());
  EXPECT_EQ(time_to_wait(kNow, kNow), Duration::zero());
}

TEST(Pacing, SendsWhatIsLateOrImpossiblyEarlyAtOnce) {
  EXPECT_EQ(time_to_wait(kNow - seconds(5), kNow), Duration::zero());
  EXPECT_EQ(time_to_wait(TaiTime{}, kNow), Duration::zero());
  EXPECT_EQ(time_to_wait(kNow + seconds(4), kNow), Duration::zero());
}

}  // namespace
}  // namespace cw::srt
