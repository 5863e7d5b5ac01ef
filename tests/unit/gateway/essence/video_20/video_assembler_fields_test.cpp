// Interlaced and segmented frames in VideoAssembler.
#include <gtest/gtest.h>

#include "tests/unit/gateway/essence/video_20/hand_sender.h"

namespace cw::essence {
namespace {

using test::HandSender;

constexpr uint16_t kWidth = 64;
constexpr uint16_t kHeight = 9;  // odd: five rows in the first field, four in the second
constexpr int64_t kFrame = 25 * test::kSomeSecond;
constexpr int64_t kTicks = 90'000 * test::kSomeSecond;
constexpr int64_t kFrameTicks = 3600;
constexpr int64_t kFieldTicks = 1800;

class VideoAssemblerFieldsTest : public testing::TestWithParam<bus::Scan> {
 public:
  VideoAssemblerFieldsTest() {
    for (uint32_t i = 0; i < 4; ++i) pictures.push_back(source.picture(i, i + 1));
  }
  void send_field(size_t nth, bool second, int64_t offset_ticks) {
    sender.of(pictures[nth], kTicks + static_cast<int64_t>(nth) * kFrameTicks + offset_ticks);
    sender.send_rows(0, second ? 4 : 5, second);
  }
  void expect_frames(size_t count) {
    ASSERT_EQ(output.frames.size(), count);
    for (size_t i = 0; i < count; ++i) {
      EXPECT_EQ(output.frames[i]->index, kFrame + static_cast<int64_t>(i));
      EXPECT_TRUE(output.frames[i]->complete);
      EXPECT_TRUE(test::same_picture(*output.frames[i], *pictures[i]));
    }
  }

  const bus::VideoFormat format = test::video_format(kWidth, kHeight, 8, GetParam());
  test::PictureSource source{format, 4};
  std::vector<bus::VideoLease> pictures;
  test::CapturedVideo output;
  HandSender sender{format, output};
  const VideoAssemblerStatistics& statistics = sender.statistics();
};

TEST_P(VideoAssemblerFieldsTest, WeavesTwoUnitsWithTheirOwnTimeStamps) {
  for (size_t nth = 0; nth < 3; ++nth) {
    send_field(nth, false, 0);
    send_field(nth, true, kFieldTicks);
  }
  expect_frames(3);
  EXPECT_EQ(statistics.wrong_raster.get(), 0U);
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 0);
  EXPECT_EQ(statistics.detected_height.get(), kHeight);
}

TEST_P(VideoAssemblerFieldsTest, WeavesTwoUnitsThatShareATimeStamp) {
  for (size_t nth = 0; nth < 3; ++nth) {
    send_field(nth, false, 0);
    send_field(nth, true, 0);
  }
  expect_frames(3);
}

TEST_P(VideoAssemblerFieldsTest, WeavesUnitsThatComeCrosswise) {
  for (size_t nth = 0; nth < 3; ++nth) {
    send_field(nth, true, GetParam() == bus::Scan::kInterlaced ? kFieldTicks : 0);
    send_field(nth, false, 0);
  }
  expect_frames(3);
}

TEST_P(VideoAssemblerFieldsTest, NeverPairsUnitsOfDifferentFrames) {
  const int64_t later = GetParam() == bus::Scan::kInterlaced ? kFieldTicks : 0;
  send_field(0, false, 0);
  send_field(0, true, later);
  send_field(1, false, 0);     // its second unit is lost
  send_field(2, true, later);  // its first unit is lost
  sender.sut().flush();
  ASSERT_EQ(output.frames.size(), 3U);
  EXPECT_EQ(output.frames[1]->missing_octets, 4U * 128);
  EXPECT_EQ(output.frames[2]->index, kFrame + 2);
  EXPECT_EQ(output.frames[2]->missing_octets, 5U * 128);
  EXPECT_TRUE(test::same_line(*output.frames[1], *pictures[1], 0));
  EXPECT_TRUE(test::same_line(*output.frames[1], *pictures[0], 1));
  EXPECT_TRUE(test::same_line(*output.frames[2], *pictures[2], 1));
  EXPECT_TRUE(test::same_line(*output.frames[2], *pictures[1], 0));
}

TEST_P(VideoAssemblerFieldsTest, DropsTheFirstFrameWhenReceptionBeganInItsSecondUnit) {
  send_field(0, true, kFieldTicks);
  send_field(1, false, 0);
  send_field(1, true, kFieldTicks);
  sender.sut().flush();
  ASSERT_EQ(output.frames.size(), 1U);
  EXPECT_TRUE(test::same_picture(*output.frames[0], *pictures[1]));
}

TEST_P(VideoAssemblerFieldsTest, FollowsASenderThatNumbersRowsByFrameLines) {
  const auto send_lines = [&](size_t nth, bool second) {
    sender.of(pictures[nth], kTicks + static_cast<int64_t>(nth) * kFrameTicks + (second ? kFieldTicks : 0));
    for (uint16_t row = second ? 1 : 0; row < kHeight; row = static_cast<uint16_t>(row + 2)) {
      // HandSender takes pixels by field row; hand them over with the frame's line number in the header.
      std::vector<uint8_t> payload(8 + kWidth * 2);
      write_srd_header(payload.data() + 2, {kWidth * 2, row, 0, second}, false);
      const bus::VideoFrame& picture = *pictures[nth];
      const auto at = [&](size_t plane) {
        return picture.planes[plane].data + row * picture.planes[plane].stride_bytes;
      };
      pgroup_kernels(8, KernelIsa::kScalar).pack({at(0), at(1), at(2)}, kWidth / 2, payload.data() + 8);
      sender.send_payload(payload, row + 2 >= kHeight);
    }
  };
  for (size_t nth = 0; nth < 4; ++nth) {
    send_lines(nth, false);
    send_lines(nth, true);
  }
  EXPECT_EQ(statistics.frame_line_numbering.get(), 1);
  ASSERT_EQ(output.frames.size(), 3U) << "the first frame was needed to find out";
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(output.frames[i]->complete);
    EXPECT_TRUE(test::same_picture(*output.frames[i], *pictures[i + 1]));
  }
}

INSTANTIATE_TEST_SUITE_P(EachScan, VideoAssemblerFieldsTest, testing::Values(bus::Scan::kInterlaced, bus::Scan::kPsf),
                         [](const auto& param) {
                           return param.param == bus::Scan::kInterlaced ? "interlaced" : "psf";
                         });

}  // namespace
}  // namespace cw::essence
