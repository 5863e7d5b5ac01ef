#include "gateway/bridge/picture/line_kernels.h"

#include <algorithm>

namespace cw::bridge {
namespace {

constexpr unsigned kMax8 = 255;

void narrow_10(uint8_t* out, const uint16_t* in, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<uint8_t>(std::min((in[i] + 2U) >> 2, kMax8));
}

void average_10(uint8_t* out, const uint16_t* a, const uint16_t* b, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<uint8_t>(std::min((a[i] + b[i] + 4U) >> 3, kMax8));
}

void average_8(uint8_t* out, const uint8_t* a, const uint8_t* b, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<uint8_t>((a[i] + b[i] + 1U) >> 1);
}

}  // namespace

const LineKernels& scalar_line_kernels() {
  static constexpr LineKernels kKernels{narrow_10, average_10, average_8};
  return kKernels;
}

const LineKernels& best_line_kernels() {
#if defined(__x86_64__)
  static const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0;
  if (kHasAvx2) return avx2_line_kernels();
#endif
  return scalar_line_kernels();
}

}  // namespace cw::bridge
