// Blocks of 16 pgroups of 10 bits or 32 of 8 bits. A rest is done by one more block that ends with the run (it writes the same octets
// again); runs shorter than a block use masks.
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
constexpr uint8_t kSecond = 64;  ///< octet index of the second register of a two-register permutation

struct alignas(64) Octets {
  std::array<uint8_t, 64> at{};
};
struct alignas(64) Words {
  std::array<uint16_t, 32> at{};
};

/// Words Y1 Cr Y0 Cb of eight pgroups, luma from the first register, Cb and Cr from the halves of the second.
consteval Words interleave_10(size_t first_pgroup) {
  constexpr uint16_t kSecondWord = 32;
  Words result;
  for (size_t i = 0; i < 8; ++i) {
    const auto pgroup = static_cast<uint16_t>(first_pgroup + i);
    result.at[4 * i] = static_cast<uint16_t>(2 * pgroup + 1);
    result.at[4 * i + 1] = static_cast<uint16_t>(kSecondWord + kBlock10 + pgroup);
    result.at[4 * i + 2] = static_cast<uint16_t>(2 * pgroup);
    result.at[4 * i + 3] = static_cast<uint16_t>(kSecondWord + pgroup);
  }
  return result;
}
/// Octets `first`… of the block: five from each 64-bit element, whose octets 2 to 6 hold the pgroup, most significant last.
consteval Octets collect_10(size_t first) {
  Octets result;
  for (size_t i = 0; i < 64; ++i) {
    const size_t octet = first + i;
    const size_t pgroup = octet / kOctets10;
    result.at[i] = static_cast<uint8_t>(pgroup * 8 + 6 - octet % kOctets10);  // pgroups 8… lie in the second register
  }
  return result;
}
/// Octets of eight-bit pgroups 16 × half…: Cb Y0 Cr Y1.
consteval Octets interleave_8(size_t half) {
  Octets result;
  for (size_t i = 0; i < 16; ++i) {
    const size_t pgroup = half * 16 + i;
    result.at[4 * i] = static_cast<uint8_t>(kSecond + pgroup);
    result.at[4 * i + 1] = static_cast<uint8_t>(2 * pgroup);
    result.at[4 * i + 2] = static_cast<uint8_t>(kSecond + kBlock8 + pgroup);
    result.at[4 * i + 3] = static_cast<uint8_t>(2 * pgroup + 1);
  }
  return result;
}

constexpr Words kInterleaveLow10 = interleave_10(0);
constexpr Words kInterleaveHigh10 = interleave_10(8);
constexpr Octets kCollectLow10 = collect_10(0);
constexpr Octets kCollectHigh10 = collect_10(64);
constexpr Octets kInterleaveLow8 = interleave_8(0);
constexpr Octets kInterleaveHigh8 = interleave_8(1);

CW_AVX512 __m512i table(const Octets& t) { return _mm512_load_si512(t.at.data()); }
CW_AVX512 __m512i table(const Words& t) { return _mm512_load_si512(t.at.data()); }

struct Samples {
  __m512i y;
  __m512i chroma;  ///< Cb in the lower half, Cr in the upper
};
struct Packed {
  __m512i low;
  __m512i high;
};

CW_AVX512 Samples load_block(const uint8_t* y, const uint8_t* cb, const uint8_t* cr) {
  const __m256i cb_half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(cb));
  const __m256i cr_half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(cr));
  return {_mm512_loadu_si512(y), _mm512_inserti64x4(_mm512_castsi256_si512(cb_half), cr_half, 1)};
}

/// `octets` of each chroma plane and twice as many of luma.
CW_AVX512 Samples load_part(const ConstPlanarRun& from, size_t octets) {
  const auto chroma_mask = static_cast<__mmask32>((uint64_t{1} << octets) - 1);
  const __m256i cb = _mm256_maskz_loadu_epi8(chroma_mask, from.cb);
  const __m256i cr = _mm256_maskz_loadu_epi8(chroma_mask, from.cr);
  return {_mm512_maskz_loadu_epi8(static_cast<__mmask64>((uint64_t{1} << (2 * octets)) - 1), from.y),
          _mm512_inserti64x4(_mm512_castsi256_si512(cb), cr, 1)};
}

/// Words Y1 Cr Y0 Cb → 40 bits from bit 16 on.
CW_AVX512 __m512i join_10(__m512i words) {
  const __m512i pairs = _mm512_madd_epi16(words, _mm512_set1_epi32(0x0400'0001));  // Y1 + 1024 × Cr, Y0 + 1024 × Cb
  return _mm512_slli_epi64(_mm512_sllv_epi32(pairs, _mm512_set1_epi64(12)), 4);
}

CW_AVX512 Packed pack_samples_10(const Samples& samples) {
  const __m512i ten_bits = _mm512_set1_epi16(0x3FF);
  const __m512i y = _mm512_and_si512(samples.y, ten_bits);
  const __m512i chroma = _mm512_and_si512(samples.chroma, ten_bits);
  const __m512i first = join_10(_mm512_permutex2var_epi16(y, table(kInterleaveLow10), chroma));
  const __m512i second = join_10(_mm512_permutex2var_epi16(y, table(kInterleaveHigh10), chroma));
  return {_mm512_permutex2var_epi8(first, table(kCollectLow10), second),
          _mm512_permutex2var_epi8(first, table(kCollectHigh10), second)};
}
CW_AVX512 Packed pack_samples_8(const Samples& samples) {
  return {_mm512_permutex2var_epi8(samples.y, table(kInterleaveLow8), samples.chroma),
          _mm512_permutex2var_epi8(samples.y, table(kInterleaveHigh8), samples.chroma)};
}

CW_AVX512 void store_part(const Packed& packed, uint8_t* to, size_t octets) {
  const uint64_t low_mask = octets >= 64 ? ~uint64_t{0} : (uint64_t{1} << octets) - 1;
  _mm512_mask_storeu_epi8(to, low_mask, packed.low);
  if (octets > 64) _mm512_mask_storeu_epi8(to + 64, (uint64_t{1} << (octets - 64)) - 1, packed.high);
}

CW_AVX512 void pack_block_10(const ConstPlanarRun& from, uint8_t* to, size_t at) {
  const Packed packed = pack_samples_10(load_block(from.y + 4 * at, from.cb + 2 * at, from.cr + 2 * at));
  _mm512_storeu_si512(to + at * kOctets10, packed.low);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at * kOctets10 + 64), _mm512_castsi512_si128(packed.high));
}

CW_AVX512 void pack_block_8(const ConstPlanarRun& from, uint8_t* to, size_t at) {
  const Packed packed = pack_samples_8(load_block(from.y + 2 * at, from.cb + at, from.cr + at));
  _mm512_storeu_si512(to + at * kOctets8, packed.low);
  _mm512_storeu_si512(to + at * kOctets8 + 64, packed.high);
}

}  // namespace

CW_AVX512 void pack_8_avx512(const ConstPlanarRun& from, size_t count, uint8_t* pgroups) {
  if (count < kBlock8) return store_part(pack_samples_8(load_part(from, count)), pgroups, count * kOctets8);
  const ConstPlanarRun run{from.y, from.cb, from.cr};  // in registers: the stores might alias `from`
  size_t i = 0;
  for (; i + kBlock8 <= count; i += kBlock8) pack_block_8(run, pgroups, i);
  if (i < count) pack_block_8(run, pgroups, count - kBlock8);
}

CW_AVX512 void pack_10_avx512(const ConstPlanarRun& from, size_t count, uint8_t* pgroups) {
  if (count < kBlock10) return store_part(pack_samples_10(load_part(from, 2 * count)), pgroups, count * kOctets10);
  const ConstPlanarRun run{from.y, from.cb, from.cr};  // in registers: the stores might alias `from`
  size_t i = 0;
  for (; i + kBlock10 <= count; i += kBlock10) pack_block_10(run, pgroups, i);
  if (i < count) pack_block_10(run, pgroups, count - kBlock10);
}

}  // namespace cw::essence
#endif
