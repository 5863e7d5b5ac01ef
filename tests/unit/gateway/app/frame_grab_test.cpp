#include "gateway/app/frame_grab.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cw::app {
namespace {

bus::VideoFrame frame_of(uint8_t depth, bus::Scan scan) {
  bus::VideoFrame frame;
  frame.prepare({.width = 6, .height = 2, .rate = *FrameRate::create(30'000, 1001), .depth = depth, .scan = scan});
  frame.index = 77;
  for (size_t p = 0; p < bus::VideoFrame::kPlaneCount; ++p) {
    std::fill_n(frame.planes[p].data, frame.planes[p].stride_bytes * 2, static_cast<uint8_t>('a' + p));
  }
  return frame;
}

TEST(Y4mOf, WritesTenBitsInWords) {
  EXPECT_EQ(y4m_of(frame_of(10, bus::Scan::kProgressive)),
            "YUV4MPEG2 W6 H2 F30000:1001 Ip A1:1 C422p10 XTAI_FRAME=77\nFRAME\n" + std::string(24, 'a') +
                std::string(12, 'b') + std::string(12, 'c'));
}

TEST(Y4mOf, WritesEightBitsOfFields) {
  EXPECT_EQ(y4m_of(frame_of(8, bus::Scan::kInterlaced)),
            "YUV4MPEG2 W6 H2 F30000:1001 It A1:1 C422 XTAI_FRAME=77\nFRAME\n" + std::string(12, 'a') +
                std::string(6, 'b') + std::string(6, 'c'));
}

}  // namespace
}  // namespace cw::app
