// Blocks of 16 pgroups. A rest is done by one more block that ends with the run: it writes the same samples again, never beyond.
#include "gateway/essence/video_20/pgroup/kernel_declarations.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CW_AVX2 __attribute__((target("avx2")))

namespace cw::essence {
namespace {

constexpr size_t kBlock = 16;
constexpr size_t kOctets8 = 4;
constexpr size_t kOctets10 = 5;

CW_AVX2 __m256i load_lanes(const uint8_t* low, const uint8_t* high) {
  const __m128i low_lane = _mm_loadu_si128(reinterpret_cast<const __m128i*>(low));
  const __m128i high_lane = _mm_loadu_si128(reinterpret_cast<const __m128i*>(high));
  return _mm256_inserti128_si256(_mm256_castsi128_si256(low_lane), high_lane, 1);
}

CW_AVX2 void store(uint8_t* to, __m256i value) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), value); }

/// Each lane: two pgroups as words Y0 Y1 Y0' Y1' Cb Cb' Cr Cr', each shifted to the top by its factor, then down to ten bits.
CW_AVX2 __m256i samples_10(__m256i octets, __m256i order) {
  const __m256i factors = _mm256_setr_epi16(4, 64, 4, 64, 1, 1, 16, 16, 4, 64, 4, 64, 1, 1, 16, 16);
  return _mm256_srli_epi16(_mm256_mullo_epi16(_mm256_shuffle_epi8(octets, order), factors), 6);
}

CW_AVX2 void unpack_block_10(const uint8_t* from, const PlanarRun& to, size_t at) {
  const __m256i order = _mm256_setr_epi8(2, 1, 4, 3, 7, 6, 9, 8, 1, 0, 6, 5, 3, 2, 8, 7,  //
                                         2, 1, 4, 3, 7, 6, 9, 8, 1, 0, 6, 5, 3, 2, 8, 7);
  // The last ten octets are loaded as the end of sixteen, so that nothing behind the block is read.
  const __m256i last_order = _mm256_setr_epi8(2, 1, 4, 3, 7, 6, 9, 8, 1, 0, 6, 5, 3, 2, 8, 7,  //
                                              8, 7, 10, 9, 13, 12, 15, 14, 7, 6, 12, 11, 9, 8, 14, 13);
  const uint8_t* p = from + at * kOctets10;
  const __m256i a = samples_10(load_lanes(p, p + 40), order);
  const __m256i b = samples_10(load_lanes(p + 10, p + 50), order);
  const __m256i c = samples_10(load_lanes(p + 20, p + 60), order);
  const __m256i d = samples_10(load_lanes(p + 30, p + 64), last_order);
  const __m256i y_even = _mm256_unpacklo_epi64(a, b);
  const __m256i y_odd = _mm256_unpacklo_epi64(c, d);
  const __m256 chroma_even = _mm256_castsi256_ps(_mm256_unpackhi_epi64(a, b));
  const __m256 chroma_odd = _mm256_castsi256_ps(_mm256_unpackhi_epi64(c, d));
  store(to.y + 4 * at, _mm256_permute2x128_si256(y_even, y_odd, 0x20));
  store(to.y + 4 * at + 32, _mm256_permute2x128_si256(y_even, y_odd, 0x31));
  store(to.cb + 2 * at, _mm256_castps_si256(_mm256_shuffle_ps(chroma_even, chroma_odd, 0x88)));
  store(to.cr + 2 * at, _mm256_castps_si256(_mm256_shuffle_ps(chroma_even, chroma_odd, 0xDD)));
}

CW_AVX2 void unpack_block_8(const uint8_t* from, const PlanarRun& to, size_t at) {
  const __m256i order = _mm256_setr_epi8(1, 3, 5, 7, 9, 11, 13, 15, 0, 4, 8, 12, 2, 6, 10, 14,  //
                                         1, 3, 5, 7, 9, 11, 13, 15, 0, 4, 8, 12, 2, 6, 10, 14);
  const uint8_t* p = from + at * kOctets8;
  const __m256i a = _mm256_shuffle_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), order);
  const __m256i b = _mm256_shuffle_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32)), order);
  const __m256i chroma = _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi64(a, b),  //
                                                     _mm256_setr_epi32(0, 4, 2, 6, 1, 5, 3, 7));
  store(to.y + 2 * at, _mm256_permute4x64_epi64(_mm256_unpacklo_epi64(a, b), 0xD8));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to.cb + at), _mm256_castsi256_si128(chroma));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to.cr + at), _mm256_extracti128_si256(chroma, 1));
}

}  // namespace

CW_AVX2 void unpack_8_avx2(const uint8_t* pgroups, size_t count, const PlanarRun& to) {
  if (count < kBlock) return unpack_8_scalar(pgroups, count, to);
  const PlanarRun run{to.y, to.cb, to.cr};  // in registers: the stores might alias `to`
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) unpack_block_8(pgroups, run, i);
  if (i < count) unpack_block_8(pgroups, run, count - kBlock);
}

CW_AVX2 void unpack_10_avx2(const uint8_t* pgroups, size_t count, const PlanarRun& to) {
  if (count < kBlock) return unpack_10_scalar(pgroups, count, to);
  const PlanarRun run{to.y, to.cb, to.cr};  // in registers: the stores might alias `to`
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) unpack_block_10(pgroups, run, i);
  if (i < count) unpack_block_10(pgroups, run, count - kBlock);
}

}  // namespace cw::essence
#endif
