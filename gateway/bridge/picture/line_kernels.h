// Line by line arithmetic of 4:2:2 → 4:2:0 8 bit: the fastest set this CPU runs is chosen once. All sets give equal results.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cw::bridge {

/// `count` samples per call; no alignment needed; nothing outside the lines is touched.
struct LineKernels {
  /// 10 bits in 16 → 8 bits, rounded.
  void (*narrow_10)(uint8_t* out, const uint16_t* in, size_t count);
  /// Mean of two lines of 10 bits in 16 → 8 bits, rounded once.
  void (*average_10)(uint8_t* out, const uint16_t* a, const uint16_t* b, size_t count);
  /// Mean of two lines of 8 bits, rounded.
  void (*average_8)(uint8_t* out, const uint8_t* a, const uint8_t* b, size_t count);
};

/// The reference.
[[nodiscard]] const LineKernels& scalar_line_kernels();
/// Only where the CPU has AVX2.
[[nodiscard]] const LineKernels& avx2_line_kernels();
[[nodiscard]] const LineKernels& best_line_kernels();

}  // namespace cw::bridge
