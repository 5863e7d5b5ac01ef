#include "gateway/bus/video_frame.h"

#include <cstring>

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"

namespace cw::bus {
namespace {

VideoFormat format_of(uint16_t width, uint16_t height, uint8_t depth) {
  VideoFormat format;
  format.width = width;
  format.height = height;
  format.rate = FrameRate::hz(50);
  format.depth = depth;
  return format;
}

TEST(VideoFrame, LaysOutThreeAlignedPlanes) {
  VideoFrame sut;
  sut.prepare(format_of(1366, 768, 10));
  EXPECT_EQ(sut.bytes_per_sample(), 2U);
  EXPECT_EQ(sut.plane_width(0), 1366U);
  EXPECT_EQ(sut.plane_width(1), 683U);
  for (const auto& plane : sut.planes) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(plane.data) % 64, 0U);
    EXPECT_EQ(plane.stride_bytes % 64, 0U);
  }
  EXPECT_GE(sut.planes[0].stride_bytes, 1366U * 2);
  EXPECT_EQ(sut.planes[1].data, sut.planes[0].data + sut.planes[0].stride_bytes * 768);
}

TEST(VideoFrame, ReusesItsMemoryForSmallerPictures) {
  VideoFrame sut;
  sut.prepare(format_of(1920, 1080, 10));
  const auto* memory = sut.planes[0].data;
  const test::AllocationGuard guard;
  sut.prepare(format_of(1280, 720, 8));
  EXPECT_EQ(sut.planes[0].data, memory);
  EXPECT_EQ(sut.bytes_per_sample(), 1U);
}

TEST(VideoFrame, EveryOctetOfThePictureCanBeWritten) {
  VideoFrame sut;
  sut.prepare(format_of(4096, 2160, 10));
  for (const auto& plane : sut.planes) std::memset(plane.data, 0xA5, plane.stride_bytes * sut.format.height);
  EXPECT_EQ(sut.planes[2].data[sut.planes[2].stride_bytes * 2160 - 1], 0xA5);
}

TEST(VideoFrame, CopiesThePicture) {
  VideoFrame from;
  VideoFrame sut;
  from.prepare(format_of(64, 48, 8));
  sut.prepare(from.format);
  from.planes[0].data[47 * from.planes[0].stride_bytes + 63] = 200;
  from.planes[2].data[31] = 99;
  sut.copy_picture_from(from);
  EXPECT_EQ(sut.planes[0].data[47 * sut.planes[0].stride_bytes + 63], 200);
  EXPECT_EQ(sut.planes[2].data[31], 99);
}

}  // namespace
}  // namespace cw::bus
