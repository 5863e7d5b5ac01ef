#include "gateway/hls/previous_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/hls/fragment.h"
#include "tests/unit/gateway/hls/coded_units.h"
#include "tests/unit/gateway/hls/memory_store.h"

namespace cw::hls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PreviousRunTest : public testing::Test {
 protected:
  PreviousRunTest() {
    disk_->files["/v/init.mp4"] = init_;
    for (const int64_t number : {20, 21, 22}) put(number, number * 10);
  }
  // Segment file `number` with the ten frames from `first`.
  void put(int64_t number, int64_t first) {
    std::vector<bus::CodedUnitPtr> units;
    for (int64_t n = first; n < first + 10; ++n) units.push_back(test::video_unit(n, n == first));
    BoxWriter out;
    write_segment_type(out);
    write_fragment(out, units, {.sequence = 0, .ticks_per_event = 1001, .end_event = first + 10});
    disk_->files["/v/" + std::to_string(number) + ".m4s"] = out.take();
  }
  std::vector<int64_t> take_over() {
    const Rate rate = *Rate::create(60000, 1001);
    const PreviousRun sut{.folder = "/v",
                          .grid = {.grid = SegmentGrid(rate, 10), .time_base = rate},
                          .init_segment = init_,
                          .utc_offset_s = 37,
                          .oldest_number = 20,
                          .newest_number = 30};
    std::vector<int64_t> numbers;
    for (const SegmentEntry& entry : sut.take_over(store_)) {
      EXPECT_EQ(entry.start_event, entry.number * 10);
      EXPECT_EQ(entry.end_event, entry.number * 10 + 10);
      numbers.push_back(entry.number);
    }
    return numbers;
  }

  std::shared_ptr<test::MemoryStore::Disk> disk_ = std::make_shared<test::MemoryStore::Disk>();
  test::MemoryStore store_{disk_};
  const std::vector<uint8_t> init_{1, 2, 3};
};

TEST_F(PreviousRunTest, ListsIntactSegmentsInOrder) { EXPECT_THAT(take_over(), ElementsAre(20, 21, 22)); }

TEST_F(PreviousRunTest, RemovesSegmentsThatLieOffTheGridOrOutsideTheTimeOfUse) {
  put(23, 235);
  put(19, 190);
  put(31, 310);
  EXPECT_THAT(take_over(), ElementsAre(20, 21, 22));
  EXPECT_EQ(disk_->files.size(), 4U);
}

TEST_F(PreviousRunTest, TakesNothingOverWithoutTheSameInitSegment) {
  disk_->files["/v/init.mp4"].push_back(4);
  EXPECT_THAT(take_over(), IsEmpty());
  EXPECT_EQ(disk_->files.size(), 1U);
}

TEST_F(PreviousRunTest, KeepsItsHandsOffNamesThatAreNotOurs) {
  for (const char* name : {"/v/020.m4s", "/v/-1.m4s", "/v/21.m4sx", "/v/a.m4s", "/v/99999999999999999999.m4s"}) {
    disk_->files[name] = {1};
  }
  EXPECT_THAT(take_over(), ElementsAre(20, 21, 22));
  EXPECT_EQ(disk_->files.size(), 9U);
  remove_rendition(store_, "/v");
  EXPECT_EQ(disk_->files.size(), 5U) << "the init segment and three segments went";
}

}  // namespace
}  // namespace cw::hls
