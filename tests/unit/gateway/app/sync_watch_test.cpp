#include "gateway/app/clock/sync_watch.h"

#include <gtest/gtest.h>

namespace cw::app {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

const TaiTime kStart = TaiTime::from_ns(1'800'000'000'000'000'000);

TEST(SyncWatch, IsAwakeWhenTheNextSyncIsDue) {
  SyncWatch sut;
  for (int i = 0; i <= 8; ++i) {
    EXPECT_FALSE(sut.watching(kStart + i * milliseconds(125) - microseconds(50))) << "not known before eight intervals";
    sut.on_sync(kStart + i * milliseconds(125));
  }
  const TaiTime next = kStart + 9 * milliseconds(125);
  EXPECT_EQ(sut.begin(), next - SyncWatch::kMargin);
  EXPECT_FALSE(sut.watching(next - milliseconds(1)));
  EXPECT_TRUE(sut.watching(next - microseconds(100)));
  EXPECT_TRUE(sut.watching(next + microseconds(100)));
  EXPECT_FALSE(sut.watching(next + milliseconds(1))) << "a Sync that stays away costs no core";
  sut.on_sync(next - microseconds(50));
  EXPECT_FALSE(sut.watching(next)) << "it came";
}

TEST(SyncWatch, TakesTheMastersJitterIntoAccountWithinItsLimit) {
  SyncWatch sut;
  TaiTime now = kStart;
  for (int i = 0; i <= 8; ++i) sut.on_sync(now += milliseconds(i % 2 == 0 ? 125 : 135));
  EXPECT_TRUE(sut.watching(now + milliseconds(125)));
  EXPECT_FALSE(sut.watching(now + milliseconds(130))) << "no more than kLongestWatch";
}

TEST(SyncWatch, ForgetsAMasterThatWasAway) {
  SyncWatch sut;
  for (int i = 0; i <= 8; ++i) sut.on_sync(kStart + i * milliseconds(125));
  sut.on_sync(kStart + milliseconds(60'000));
  EXPECT_FALSE(sut.watching(kStart + milliseconds(60'125)));
}

TEST(SyncWatch, IsAwakeForTheAnswerToARequest) {
  SyncWatch sut;
  sut.on_request(kStart);
  EXPECT_TRUE(sut.watching(kStart + milliseconds(1)));
  EXPECT_FALSE(sut.watching(kStart + milliseconds(3)));
}

}  // namespace
}  // namespace cw::app
