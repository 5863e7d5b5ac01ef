#include "gateway/bridge/picture/deinterlacer.h"

#include <gtest/gtest.h>

#include <cstring>

namespace cw::bridge {
namespace {

constexpr int64_t kStart = 42'500'000'000;

bus::VideoFormat interlaced() {
  return {.width = 192,
          .height = 108,
          .rate = FrameRate::hz(25),
          .sampling = bus::Sampling::kYCbCr422,
          .depth = 10,
          .scan = bus::Scan::kInterlaced};
}

class DeinterlacerTest : public testing::Test {
 protected:
  /// First field all `first`, second field all `second`.
  bus::VideoLease frame(int64_t index, uint16_t first, uint16_t second) {
    bus::VideoLease out = pool_.try_lease();
    out->prepare(interlaced());
    out->index = index;
    out->tai = out->format.rate.time_of(index);
    for (size_t p = 0; p < 3; ++p) {
      for (size_t y = 0; y < out->format.height; ++y) {
        for (size_t x = 0; x < out->plane_width(p); ++x) {
          std::memcpy(out->planes[p].data + y * out->planes[p].stride_bytes + 2 * x, y % 2 == 0 ? &first : &second, 2);
        }
      }
    }
    return out;
  }
  static uint16_t luma(const SourcePicture& picture, size_t x, size_t y) {
    uint16_t out = 0;
    std::memcpy(&out, picture.planes[0].data + y * picture.planes[0].stride_bytes + 2 * x, 2);
    return out;
  }
  bus::VideoPool pool_{16};
  std::vector<SourcePicture> out_;
};

TEST_F(DeinterlacerTest, GivesTwoPicturesPerFrameWithIndexesAndTimesOfTheFields) {
  Deinterlacer sut = std::move(Deinterlacer::create(interlaced(), Deinterlacer::Pace::kFields).value());
  for (int64_t n = 0; n < 10; ++n) ASSERT_TRUE(sut.push(frame(kStart + n, 400, 400), out_));
  ASSERT_EQ(out_.size(), 18U) << "the last frame waits for its successor";
  for (size_t i = 0; i < out_.size(); ++i) {
    const int64_t index = kStart * 2 + static_cast<int64_t>(i);
    EXPECT_EQ(out_[i].index, index);
    EXPECT_EQ(out_[i].tai, FrameRate::hz(50).time_of(index));
    EXPECT_EQ(out_[i].format.rate, FrameRate::hz(50));
    EXPECT_EQ(out_[i].format.scan, bus::Scan::kProgressive);
  }
}

TEST_F(DeinterlacerTest, GivesOnePicturePerFrameAtTheFramePace) {
  Deinterlacer sut = std::move(Deinterlacer::create(interlaced(), Deinterlacer::Pace::kFrames).value());
  for (int64_t n = 0; n < 10; ++n) ASSERT_TRUE(sut.push(frame(kStart + n, 400, 400), out_));
  ASSERT_EQ(out_.size(), 9U);
  for (size_t i = 0; i < out_.size(); ++i) EXPECT_EQ(out_[i].index, kStart + static_cast<int64_t>(i));
}

TEST_F(DeinterlacerTest, ShowsEachFieldInItsOwnPicture) {
  Deinterlacer sut = std::move(Deinterlacer::create(interlaced(), Deinterlacer::Pace::kFields).value());
  // Brightness steps with every field: 100, 140, 180 …
  for (uint16_t n = 0; n < 8; ++n) {
    const auto first = static_cast<uint16_t>(100 + 80 * n);
    ASSERT_TRUE(sut.push(frame(kStart + n, first, static_cast<uint16_t>(first + 40)), out_));
  }
  for (size_t i = 4; i < 12; ++i) {
    const size_t own_line = i % 2 == 0 ? 50 : 51;
    EXPECT_EQ(luma(out_[i], 90, own_line), 100 + 40 * i) << "the field's own lines are untouched";
  }
}

TEST_F(DeinterlacerTest, StartsAnewAfterAGapAndKeepsTheIndexesRight) {
  Deinterlacer sut = std::move(Deinterlacer::create(interlaced(), Deinterlacer::Pace::kFields).value());
  for (const int64_t n : {0, 1, 2, 10, 11, 12}) ASSERT_TRUE(sut.push(frame(kStart + n, 400, 400), out_));
  std::vector<int64_t> indexes;
  for (const SourcePicture& picture : out_) indexes.push_back(picture.index - 2 * kStart);
  EXPECT_EQ(indexes, (std::vector<int64_t>{0, 1, 2, 3, 4, 5, 20, 21, 22, 23}));
}

TEST_F(DeinterlacerTest, HoldsFewFramesAndGivesThemBack) {
  {
    Deinterlacer sut = std::move(Deinterlacer::create(interlaced(), Deinterlacer::Pace::kFields).value());
    for (int64_t n = 0; n < 10; ++n) {
      ASSERT_TRUE(sut.push(frame(kStart + n, 400, 400), out_));
      out_.clear();
      EXPECT_LE(pool_.leased(), 3U);
    }
  }
  EXPECT_EQ(pool_.leased(), 0U);
}

TEST_F(DeinterlacerTest, TakesOnlyItsOwnFormat) {
  const Deinterlacer sut = std::move(Deinterlacer::create(interlaced(), Deinterlacer::Pace::kFields).value());
  bus::VideoFormat other = interlaced();
  EXPECT_TRUE(sut.takes(other));
  other.depth = 8;
  EXPECT_FALSE(sut.takes(other));
}

}  // namespace
}  // namespace cw::bridge
