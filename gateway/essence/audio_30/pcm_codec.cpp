#include "gateway/essence/audio_30/pcm_codec.h"

#include <cstring>

namespace cw::essence {
namespace {

using Octets16 = uint8_t __attribute__((vector_size(16)));
constexpr size_t kVectorBytes = sizeof(Octets16);
constexpr size_t kSamplesPerVector = kVectorBytes / sizeof(int32_t);
constexpr size_t kL24Bytes = 3;

Octets16 load(const uint8_t* p) {
  Octets16 v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

void decode_l24(const uint8_t* wire, int32_t* out, size_t count) {
  constexpr int kZero = 16;  // first lane of the second operand
  size_t i = 0;
  // A vector reads 16 octets and uses 12: the last ones are left to the scalar loop, so as not to read past the end.
  for (; i + kSamplesPerVector + 2 <= count; i += kSamplesPerVector) {
    const Octets16 v = __builtin_shufflevector(load(wire + i * kL24Bytes), Octets16{}, kZero, 2, 1, 0, kZero, 5, 4, 3,
                                               kZero, 8, 7, 6, kZero, 11, 10, 9);
    std::memcpy(out + i, &v, sizeof v);
  }
  for (; i < count; ++i) {
    const uint8_t* p = wire + i * kL24Bytes;
    out[i] = static_cast<int32_t>((uint32_t{p[0]} << 24) | (uint32_t{p[1]} << 16) | (uint32_t{p[2]} << 8));
  }
}

void encode_l24(const int32_t* samples, uint8_t* wire, size_t count) {
  constexpr int kZero = 16;
  size_t i = 0;
  // A vector writes 16 octets of which 12 count; the next store overwrites the rest.
  for (; i + kSamplesPerVector + 2 <= count; i += kSamplesPerVector) {
    const Octets16 v = __builtin_shufflevector(load(reinterpret_cast<const uint8_t*>(samples + i)), Octets16{}, 3, 2, 1,
                                               7, 6, 5, 11, 10, 9, 15, 14, 13, kZero, kZero, kZero, kZero);
    std::memcpy(wire + i * kL24Bytes, &v, sizeof v);
  }
  for (; i < count; ++i) {
    const auto sample = static_cast<uint32_t>(samples[i]);
    wire[i * kL24Bytes] = static_cast<uint8_t>(sample >> 24);
    wire[i * kL24Bytes + 1] = static_cast<uint8_t>(sample >> 16);
    wire[i * kL24Bytes + 2] = static_cast<uint8_t>(sample >> 8);
  }
}

void decode_l16(const uint8_t* wire, int32_t* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<int32_t>(uint32_t{load_be16(wire + 2 * i)} << 16);
}

void encode_l16(const int32_t* samples, uint8_t* wire, size_t count) {
  for (size_t i = 0; i < count; ++i)
    store_be16(wire + 2 * i, static_cast<uint16_t>(static_cast<uint32_t>(samples[i]) >> 16));
}

}  // namespace

void decode_pcm(uint8_t depth, const uint8_t* wire, int32_t* out, size_t count) {
  depth == 16 ? decode_l16(wire, out, count) : decode_l24(wire, out, count);
}

void encode_pcm(uint8_t depth, const int32_t* samples, uint8_t* wire, size_t count) {
  depth == 16 ? encode_l16(samples, wire, count) : encode_l24(samples, wire, count);
}

}  // namespace cw::essence
