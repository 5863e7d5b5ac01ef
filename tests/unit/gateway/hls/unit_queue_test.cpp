#include "gateway/hls/unit_queue.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/gateway/hls/coded_units.h"

namespace cw::hls {
namespace {

using test::video_unit;

TEST(UnitQueue, DropsWithoutRoomAndThenUntilTheNextKeyOfThatRendition) {
  UnitQueue sut(2, 2);
  sut.push(0, video_unit(0, true));
  sut.push(0, video_unit(1, false));
  sut.push(0, video_unit(2, false));
  sut.push(1, video_unit(0, true));
  EXPECT_EQ(sut.dropped(0), 1U);
  EXPECT_EQ(sut.dropped(1), 0U);
  std::vector<UnitQueue::Item> batch;
  ASSERT_TRUE(sut.take(batch));
  EXPECT_EQ(batch.size(), 3U);
  sut.push(0, video_unit(3, false));
  sut.push(0, video_unit(4, true));
  sut.push(0, video_unit(5, false));
  EXPECT_EQ(sut.dropped(0), 2U);
  ASSERT_TRUE(sut.take(batch));
  ASSERT_EQ(batch.size(), 2U);
  EXPECT_EQ(batch[0].unit->pts, 4);
}

TEST(UnitQueue, HandsOutWhatIsLeftAfterCloseAndThenEnds) {
  UnitQueue sut(1, 8);
  sut.push(0, video_unit(0, true));
  sut.close();
  sut.push(0, video_unit(1, false));
  std::vector<UnitQueue::Item> batch;
  ASSERT_TRUE(sut.take(batch));
  EXPECT_EQ(batch.size(), 1U);
  EXPECT_FALSE(sut.take(batch));
  EXPECT_TRUE(batch.empty());
}

TEST(UnitQueue, IsIdleOnlyWhenTheLastBatchIsDone) {
  UnitQueue sut(1, 1000);
  uint64_t done = 0;
  std::thread worker([&] {
    std::vector<UnitQueue::Item> batch;
    while (sut.take(batch)) done += batch.size();
  });
  for (int i = 0; i < 500; ++i) sut.push(0, video_unit(i, true));
  sut.wait_idle();
  EXPECT_EQ(done, 500U);
  sut.close();
  worker.join();
}

}  // namespace
}  // namespace cw::hls
