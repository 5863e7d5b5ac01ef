#include "gateway/bus/video_frame.h"

#include <cstdlib>
#include <cstring>

namespace cw::bus {
namespace {

constexpr size_t kAlignment = 64;
/// SIMD kernels may read and write up to this far past the end of a line.
constexpr size_t kTailBytes = 256;

constexpr size_t align_up(size_t n) { return (n + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

void VideoFrame::Free::operator()(uint8_t* memory) const { std::free(memory); }

void VideoFrame::prepare(const VideoFormat& wanted) {
  format = wanted;
  std::array<size_t, kPlaneCount> offsets{};
  size_t total = 0;
  for (size_t p = 0; p < kPlaneCount; ++p) {
    offsets[p] = total;
    planes[p].stride_bytes = align_up(plane_width(p) * bytes_per_sample());
    total += planes[p].stride_bytes * format.height;
  }
  total = align_up(total + kTailBytes);
  if (total > memory_size_) {
    memory_.reset(static_cast<uint8_t*>(std::aligned_alloc(kAlignment, total)));  // lint: start-up and format changes
    if (memory_ == nullptr) std::abort();
    memory_size_ = total;
    std::memset(memory_.get(), 0, total);  // touches every page now rather than on air
  }
  for (size_t p = 0; p < kPlaneCount; ++p) planes[p].data = memory_.get() + offsets[p];
}

void VideoFrame::copy_picture_from(const VideoFrame& other) {
  for (size_t p = 0; p < kPlaneCount; ++p)
    std::memcpy(planes[p].data, other.planes[p].data, planes[p].stride_bytes * format.height);
}

}  // namespace cw::bus
