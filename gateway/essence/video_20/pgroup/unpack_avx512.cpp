// Blocks of 16 pgroups of 10 bits or 32 of 8 bits: one two-register byte permutation gathers each sample's octets. A rest is done by
// one more block that ends with the run (it writes the same samples again); runs shorter than a block use masks.
#include "gateway/essence/video_20/pgroup/kernel_declarations.h"

#if defined(__x86_64__)
#if !defined(__clang__)
// g++ 12's own intrinsics header sets "undefined" registers from themselves.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>

#include <array>

#define CW_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))

namespace cw::essence {
namespace {

constexpr size_t kBlock8 = 32;
constexpr size_t kBlock10 = 16;
constexpr size_t kOctets8 = 4;
constexpr size_t kOctets10 = 5;

struct alignas(64) Octets {
  std::array<uint8_t, 64> at{};
};
struct alignas(64) Words {
  std::array<uint16_t, 32> at{};
};

/// Octet pair of a sample within its pgroup (10 bits never cross more than two octets) and how far its last bit is from the pair's end.
struct Position {
  uint8_t octet;
  uint8_t shift;
};
constexpr Position kCb{0, 6};
constexpr Position kY0{1, 4};
constexpr Position kCr{2, 2};
constexpr Position kY1{3, 0};

constexpr Position y_position(size_t word) { return word % 2 == 0 ? kY0 : kY1; }
constexpr Position chroma_position(size_t word) { return word < kBlock10 ? kCb : kCr; }

template <typename PositionOf>
consteval Octets gather_10(PositionOf position_of, size_t words_per_pgroup) {
  Octets result;
  for (size_t word = 0; word < 32; ++word) {
    const size_t pgroup = words_per_pgroup == 2 ? word / 2 : word % kBlock10;
    const size_t octet = pgroup * kOctets10 + position_of(word).octet;
    result.at[2 * word] = static_cast<uint8_t>(octet + 1);  // little-endian: the second octet is the low one
    result.at[2 * word + 1] = static_cast<uint8_t>(octet);
  }
  return result;
}
template <typename PositionOf>
consteval Words shifts_10(PositionOf position_of) {
  Words result;
  for (size_t word = 0; word < 32; ++word) result.at[word] = position_of(word).shift;
  return result;
}
consteval Octets gather_8(bool luma) {
  Octets result;
  for (size_t i = 0; i < 64; ++i) {
    result.at[i] = static_cast<uint8_t>(luma ? 2 * i + 1 : (i < kBlock8 ? 4 * i : 4 * (i - kBlock8) + 2));
  }
  return result;
}

constexpr Octets kGatherY10 = gather_10(y_position, 2);
constexpr Octets kGatherChroma10 = gather_10(chroma_position, 1);
constexpr Words kShiftY10 = shifts_10(y_position);
constexpr Words kShiftChroma10 = shifts_10(chroma_position);
constexpr Octets kGatherY8 = gather_8(true);
constexpr Octets kGatherChroma8 = gather_8(false);

CW_AVX512 __m512i table(const Octets& t) { return _mm512_load_si512(t.at.data()); }
CW_AVX512 __m512i table(const Words& t) { return _mm512_load_si512(t.at.data()); }

struct Samples {
  __m512i y;
  __m512i chroma;  ///< Cb in the lower half, Cr in the upper
};

CW_AVX512 Samples samples_10(__m512i low, __m512i high) {
  const __m512i ten_bits = _mm512_set1_epi16(0x3FF);
  const __m512i y = _mm512_permutex2var_epi8(low, table(kGatherY10), high);
  const __m512i chroma = _mm512_permutex2var_epi8(low, table(kGatherChroma10), high);
  return {_mm512_and_si512(_mm512_srlv_epi16(y, table(kShiftY10)), ten_bits),
          _mm512_and_si512(_mm512_srlv_epi16(chroma, table(kShiftChroma10)), ten_bits)};
}
CW_AVX512 Samples samples_8(__m512i low, __m512i high) {
  return {_mm512_permutex2var_epi8(low, table(kGatherY8), high),
          _mm512_permutex2var_epi8(low, table(kGatherChroma8), high)};
}

CW_AVX512 void store_block(const Samples& samples, uint8_t* y, uint8_t* cb, uint8_t* cr) {
  _mm512_storeu_si512(y, samples.y);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(cb), _mm512_castsi512_si256(samples.chroma));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(cr), _mm512_extracti64x4_epi64(samples.chroma, 1));
}

/// `octets` of each chroma plane and twice as many of luma.
CW_AVX512 void store_part(const Samples& samples, const PlanarRun& to, size_t octets) {
  const auto chroma_mask = static_cast<__mmask32>((uint64_t{1} << octets) - 1);
  _mm512_mask_storeu_epi8(to.y, static_cast<__mmask64>((uint64_t{1} << (2 * octets)) - 1), samples.y);
  _mm256_mask_storeu_epi8(to.cb, chroma_mask, _mm512_castsi512_si256(samples.chroma));
  _mm256_mask_storeu_epi8(to.cr, chroma_mask, _mm512_extracti64x4_epi64(samples.chroma, 1));
}

/// Up to 128 octets into two registers; only they are read.
CW_AVX512 void load_part(const uint8_t* from, size_t octets, __m512i* low, __m512i* high) {
  const uint64_t low_mask = octets >= 64 ? ~uint64_t{0} : (uint64_t{1} << octets) - 1;
  const uint64_t high_mask = octets <= 64 ? 0 : (uint64_t{1} << (octets - 64)) - 1;
  *low = _mm512_maskz_loadu_epi8(low_mask, from);
  *high = high_mask == 0 ? _mm512_setzero_si512() : _mm512_maskz_loadu_epi8(high_mask, from + 64);
}

CW_AVX512 void unpack_block_10(const uint8_t* from, const PlanarRun& to, size_t at) {
  const uint8_t* p = from + at * kOctets10;
  const __m512i low = _mm512_loadu_si512(p);
  const __m512i high = _mm512_castsi128_si512(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 64)));
  store_block(samples_10(low, high), to.y + 4 * at, to.cb + 2 * at, to.cr + 2 * at);
}

CW_AVX512 void unpack_block_8(const uint8_t* from, const PlanarRun& to, size_t at) {
  const uint8_t* p = from + at * kOctets8;
  store_block(samples_8(_mm512_loadu_si512(p), _mm512_loadu_si512(p + 64)), to.y + 2 * at, to.cb + at, to.cr + at);
}

}  // namespace

CW_AVX512 void unpack_8_avx512(const uint8_t* pgroups, size_t count, const PlanarRun& to) {
  if (count < kBlock8) {
    __m512i low;
    __m512i high;
    load_part(pgroups, count * kOctets8, &low, &high);
    return store_part(samples_8(low, high), to, count);
  }
  const PlanarRun run{to.y, to.cb, to.cr};  // in registers: the stores might alias `to`
  size_t i = 0;
  for (; i + kBlock8 <= count; i += kBlock8) unpack_block_8(pgroups, run, i);
  if (i < count) unpack_block_8(pgroups, run, count - kBlock8);
}

CW_AVX512 void unpack_10_avx512(const uint8_t* pgroups, size_t count, const PlanarRun& to) {
  if (count < kBlock10) {
    __m512i low;
    __m512i high;
    load_part(pgroups, count * kOctets10, &low, &high);
    return store_part(samples_10(low, high), to, 2 * count);
  }
  const PlanarRun run{to.y, to.cb, to.cr};  // in registers: the stores might alias `to`
  size_t i = 0;
  for (; i + kBlock10 <= count; i += kBlock10) unpack_block_10(pgroups, run, i);
  if (i < count) unpack_block_10(pgroups, run, count - kBlock10);
}

}  // namespace cw::essence
#endif
