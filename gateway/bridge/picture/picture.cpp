#include "gateway/bridge/picture/picture.h"

#include <cstdlib>
#include <cstring>

namespace cw::bridge {
namespace {

constexpr size_t kAlignment = 64;
/// Scalers and encoders may touch this much past the last line.
constexpr size_t kTailBytes = 256;

constexpr size_t align_up(size_t n) { return (n + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

void Picture::Free::operator()(uint8_t* memory) const { std::free(memory); }

void Picture::prepare(uint16_t new_width, uint16_t new_height) {
  width = new_width;
  height = new_height;
  std::array<size_t, 3> offsets{};
  size_t total = 0;
  for (size_t p = 0; p < planes.size(); ++p) {
    offsets[p] = total;
    planes[p].stride_bytes = align_up(p == 0 ? width : width / size_t{2});
    total += planes[p].stride_bytes * (p == 0 ? height : height / size_t{2});
  }
  total = align_up(total + kTailBytes);
  if (total > memory_size_) {
    memory_.reset(static_cast<uint8_t*>(std::aligned_alloc(kAlignment, total)));
    if (memory_ == nullptr) std::abort();
    memory_size_ = total;
    std::memset(memory_.get(), 0, total);
  }
  for (size_t p = 0; p < planes.size(); ++p) planes[p].data = memory_.get() + offsets[p];
}

}  // namespace cw::bridge
