// Blocks of 16 pgroups. A rest is done by one more block that ends with the run: it writes the same octets again, never beyond.
#include "gateway/essence/video_20/pgroup/kernel_declarations.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CW_AVX2 __attribute__((target("avx2")))

namespace cw::essence {
namespace {

constexpr size_t kBlock = 16;
constexpr size_t kOctets8 = 4;
constexpr size_t kOctets10 = 5;

CW_AVX2 __m256i load(const uint8_t* from) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)); }
CW_AVX2 __m256i load_10(const uint8_t* from) { return _mm256_and_si256(load(from), _mm256_set1_epi16(0x3FF)); }
CW_AVX2 void store_lane(uint8_t* to, __m128i value) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), value); }

/// Each lane: words Cb Y0 Cr Y1 of two pgroups → their ten octets, then zeros.
CW_AVX2 __m256i octets_10(__m256i words) {
  const __m256i pairs = _mm256_madd_epi16(words, _mm256_set1_epi32(0x0001'0400));  // Cb × 1024 + Y0, Cr × 1024 + Y1
  const __m256i bits = _mm256_or_si256(_mm256_slli_epi64(pairs, 20), _mm256_srli_epi64(pairs, 32));
  const __m256i big_endian = _mm256_setr_epi8(4, 3, 2, 1, 0, 12, 11, 10, 9, 8, -1, -1, -1, -1, -1, -1,  //
                                              4, 3, 2, 1, 0, 12, 11, 10, 9, 8, -1, -1, -1, -1, -1, -1);
  return _mm256_shuffle_epi8(bits, big_endian);
}

CW_AVX2 void pack_block_10(const ConstPlanarRun& from, uint8_t* to, size_t at) {
  const __m256i cb = load_10(from.cb + 2 * at);
  const __m256i cr = load_10(from.cr + 2 * at);
  const __m256i y_low = load_10(from.y + 4 * at);
  const __m256i y_high = load_10(from.y + 4 * at + 32);
  const __m256i chroma_even = _mm256_unpacklo_epi16(cb, cr);
  const __m256i chroma_odd = _mm256_unpackhi_epi16(cb, cr);
  const __m256i y_even = _mm256_permute2x128_si256(y_low, y_high, 0x20);
  const __m256i y_odd = _mm256_permute2x128_si256(y_low, y_high, 0x31);
  const __m256i a = octets_10(_mm256_unpacklo_epi16(chroma_even, y_even));
  const __m256i b = octets_10(_mm256_unpackhi_epi16(chroma_even, y_even));
  const __m256i c = octets_10(_mm256_unpacklo_epi16(chroma_odd, y_odd));
  const __m256i d = octets_10(_mm256_unpackhi_epi16(chroma_odd, y_odd));
  // Ten octets each, written as sixteen in rising order; the last ones end exactly with the block.
  uint8_t* p = to + at * kOctets10;
  store_lane(p, _mm256_castsi256_si128(a));
  store_lane(p + 10, _mm256_castsi256_si128(b));
  store_lane(p + 20, _mm256_castsi256_si128(c));
  store_lane(p + 30, _mm256_castsi256_si128(d));
  store_lane(p + 40, _mm256_extracti128_si256(a, 1));
  store_lane(p + 50, _mm256_extracti128_si256(b, 1));
  const __m128i sixth = _mm256_extracti128_si256(c, 1);
  store_lane(p + 60, sixth);
  store_lane(p + 64, _mm_or_si128(_mm_srli_si128(sixth, 4), _mm_slli_si128(_mm256_extracti128_si256(d, 1), 6)));
}

CW_AVX2 void pack_block_8(const ConstPlanarRun& from, uint8_t* to, size_t at) {
  const __m128i cb = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from.cb + at));
  const __m128i cr = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from.cr + at));
  const __m256i chroma =
      _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_unpacklo_epi8(cb, cr)), _mm_unpackhi_epi8(cb, cr), 1);
  const __m256i y = load(from.y + 2 * at);
  const __m256i even = _mm256_unpacklo_epi8(chroma, y);
  const __m256i odd = _mm256_unpackhi_epi8(chroma, y);
  uint8_t* p = to + at * kOctets8;
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm256_permute2x128_si256(even, odd, 0x20));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p + 32), _mm256_permute2x128_si256(even, odd, 0x31));
}

}  // namespace

CW_AVX2 void pack_8_avx2(const ConstPlanarRun& from, size_t count, uint8_t* pgroups) {
  if (count < kBlock) return pack_8_scalar(from, count, pgroups);
  const ConstPlanarRun run{from.y, from.cb, from.cr};  // in registers: the stores might alias `from`
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) pack_block_8(run, pgroups, i);
  if (i < count) pack_block_8(run, pgroups, count - kBlock);
}

CW_AVX2 void pack_10_avx2(const ConstPlanarRun& from, size_t count, uint8_t* pgroups) {
  if (count < kBlock) return pack_10_scalar(from, count, pgroups);
  const ConstPlanarRun run{from.y, from.cb, from.cr};  // in registers: the stores might alias `from`
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) pack_block_10(run, pgroups, i);
  if (i < count) pack_block_10(run, pgroups, count - kBlock);
}

}  // namespace cw::essence
#endif
