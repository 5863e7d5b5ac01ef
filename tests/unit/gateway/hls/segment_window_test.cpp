#include "gateway/hls/segment_window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cw::hls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SegmentWindowTest : public testing::Test {
 protected:
  static SegmentEntry entry(int64_t number, bool gap = false) {
    return {
        .number = number, .start_event = number * 100, .end_event = number * 100 + 100, .utc_offset_s = 37, .gap = gap};
  }
  [[nodiscard]] std::vector<int64_t> listed_numbers() const {
    std::vector<int64_t> numbers;
    for (const SegmentEntry& one : sut_.listed()) numbers.push_back(one.gap ? -one.number : one.number);
    return numbers;
  }
  RenditionGrid grid_{.grid = SegmentGrid(Rate::hz(50), 100), .time_base = Rate::hz(50), .unit_events = 1};
  SegmentWindow sut_{grid_, {.listed = 4, .grace = 2}};
};

TEST_F(SegmentWindowTest, ListsTheNewestSegments) {
  EXPECT_EQ(sut_.newest_number(), -1);
  EXPECT_FALSE(sut_.has_segment());
  for (int64_t number = 10; number < 17; ++number) EXPECT_EQ(sut_.add(entry(number)), 0U);
  EXPECT_THAT(listed_numbers(), ElementsAre(13, 14, 15, 16));
}

TEST_F(SegmentWindowTest, FillsSkippedNumbersWithGapsOnTheGrid) {
  EXPECT_EQ(sut_.add(entry(10)), 0U);
  EXPECT_EQ(sut_.add(entry(13)), 2U);
  EXPECT_THAT(listed_numbers(), ElementsAre(10, -11, -12, 13));
  EXPECT_EQ(sut_.listed()[1].start_event, 1100);
  EXPECT_EQ(sut_.listed()[1].end_event, 1200);
}

TEST_F(SegmentWindowTest, NeverStartsWithAGapSoTheFirstNumberOnlyGrows) {
  sut_.add(entry(10));
  sut_.add(entry(11, true));
  EXPECT_THAT(listed_numbers(), ElementsAre(10, -11));
  sut_.add(entry(14));
  EXPECT_THAT(listed_numbers(), ElementsAre(14)) << "10 has left the window";
  sut_.add(entry(15));
  EXPECT_THAT(listed_numbers(), ElementsAre(14, 15));
}

TEST_F(SegmentWindowTest, DoesNotCountGapsThatNoPlaylistShows) {
  sut_.add(entry(10));
  EXPECT_EQ(sut_.add(entry(1'000'000)), 0U);
  EXPECT_THAT(listed_numbers(), ElementsAre(1'000'000));
}

TEST_F(SegmentWindowTest, ExpiresFilesOnceAfterTheGracePeriod) {
  for (int64_t number = 10; number < 18; ++number) sut_.add(entry(number, number == 11));
  EXPECT_THAT(sut_.take_expired(), ElementsAre(10)) << "11 was a gap: no file";
  EXPECT_THAT(sut_.take_expired(), IsEmpty());
  sut_.add(entry(18));
  EXPECT_THAT(sut_.take_expired(), ElementsAre(12));
}

TEST_F(SegmentWindowTest, ForgetsWhatATimeLineThatStartsAgainOverwrites) {
  for (int64_t number = 10; number < 15; ++number) sut_.add(entry(number, number == 13));
  EXPECT_THAT(sut_.forget_from(12), ElementsAre(14, 12));
  EXPECT_THAT(listed_numbers(), ElementsAre(10, 11));
}

}  // namespace
}  // namespace cw::hls
