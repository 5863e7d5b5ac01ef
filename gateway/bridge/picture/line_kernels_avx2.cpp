// Compiled for AVX2; called only after best_line_kernels() has seen it. Samples are at most 10 bits, so 16-bit sums do not overflow and
// the saturating pack clamps as the reference does.
#if defined(__x86_64__)
#include <immintrin.h>

#include "gateway/bridge/picture/line_kernels.h"

namespace cw::bridge {
namespace {

constexpr size_t kStep = 32;               // samples per round
constexpr int kLanesInOrder = 0b11011000;  // undoes the lane interleaving of the pack

template <typename T>
__m256i load(const T* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

void store(uint8_t* p, __m256i v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }

__m256i pack(__m256i low, __m256i high) {
  return _mm256_permute4x64_epi64(_mm256_packus_epi16(low, high), kLanesInOrder);
}

void narrow_10(uint8_t* out, const uint16_t* in, size_t count) {
  const __m256i round = _mm256_set1_epi16(2);
  size_t i = 0;
  for (; i + kStep <= count; i += kStep) {
    const __m256i low = _mm256_srli_epi16(_mm256_add_epi16(load(in + i), round), 2);
    const __m256i high = _mm256_srli_epi16(_mm256_add_epi16(load(in + i + 16), round), 2);
    store(out + i, pack(low, high));
  }
  scalar_line_kernels().narrow_10(out + i, in + i, count - i);
}

void average_10(uint8_t* out, const uint16_t* a, const uint16_t* b, size_t count) {
  const __m256i round = _mm256_set1_epi16(4);
  const auto mean = [&](size_t at) {
    const __m256i sum = _mm256_add_epi16(load(a + at), load(b + at));
    return _mm256_srli_epi16(_mm256_add_epi16(sum, round), 3);
  };
  size_t i = 0;
  for (; i + kStep <= count; i += kStep) store(out + i, pack(mean(i), mean(i + 16)));
  scalar_line_kernels().average_10(out + i, a + i, b + i, count - i);
}

void average_8(uint8_t* out, const uint8_t* a, const uint8_t* b, size_t count) {
  size_t i = 0;
  for (; i + kStep <= count; i += kStep) store(out + i, _mm256_avg_epu8(load(a + i), load(b + i)));
  scalar_line_kernels().average_8(out + i, a + i, b + i, count - i);
}

}  // namespace

const LineKernels& avx2_line_kernels() {
  static constexpr LineKernels kKernels{narrow_10, average_10, average_8};
  return kKernels;
}

}  // namespace cw::bridge
#endif
