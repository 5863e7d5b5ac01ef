#include "nmos/model/sha1.h"

#include <bit>
#include <string>

namespace cw::nmos {
namespace {

constexpr size_t kBlockBytes = 64;
using State = std::array<uint32_t, 5>;

/// The message with its padding: 0x80, zeros, length in bits.
std::string padded(std::string_view text) {
  std::string message(text);
  message += '\x80';
  while (message.size() % kBlockBytes != kBlockBytes - 8) message += '\0';
  const uint64_t bits = uint64_t{text.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) message += static_cast<char>(bits >> shift & 0xFF);
  return message;
}

std::array<uint32_t, 80> schedule_of(std::string_view block) {
  std::array<uint32_t, 80> words{};
  for (size_t i = 0; i < kBlockBytes; ++i) words.at(i / 4) = words.at(i / 4) << 8 | static_cast<uint8_t>(block[i]);
  for (size_t t = 16; t < 80; ++t) {
    words.at(t) = std::rotl(words.at(t - 3) ^ words.at(t - 8) ^ words.at(t - 14) ^ words.at(t - 16), 1);
  }
  return words;
}

/// f and K of RFC 3174 §5, added.
uint32_t mix(size_t t, uint32_t b, uint32_t c, uint32_t d) {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5A827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ED9EBA1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
  return (b ^ c ^ d) + 0xCA62C1D6;
}

void add_block(State& state, std::string_view block) {
  const auto words = schedule_of(block);
  auto [a, b, c, d, e] = state;
  for (size_t t = 0; t < 80; ++t) {
    const uint32_t next = std::rotl(a, 5) + mix(t, b, c, d) + e + words.at(t);
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

}  // namespace

std::array<uint8_t, 20> sha1(std::string_view text) {
  State state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  const std::string message = padded(text);
  for (size_t at = 0; at < message.size(); at += kBlockBytes) {
    add_block(state, std::string_view(message).substr(at, kBlockBytes));
  }
  std::array<uint8_t, 20> digest{};
  for (size_t i = 0; i < digest.size(); ++i)
    digest.at(i) = static_cast<uint8_t>(state.at(i / 4) >> (24 - i % 4 * 8) & 0xFF);
  return digest;
}

}  // namespace cw::nmos
