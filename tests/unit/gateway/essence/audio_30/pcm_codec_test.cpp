#include "gateway/essence/audio_30/pcm_codec.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace cw::essence {
namespace {

class PcmCodec : public ::testing::TestWithParam<uint8_t> {};

TEST_P(PcmCodec, DecodesEveryCountAndTouchesNothingBeyond) {
  const uint8_t depth = GetParam();
  const size_t bytes = depth / 8U;
  std::mt19937 random(1);
  for (size_t count = 0; count < 70; ++count) {
    std::vector<uint8_t> wire(count * bytes);  // exactly as long as allowed: the sanitizer sees a read beyond
    for (uint8_t& octet : wire) octet = static_cast<uint8_t>(random());
    std::vector<int32_t> out(count + 1, 0x5A5A5A5A);
    decode_pcm(depth, wire.data(), out.data(), count);
    EXPECT_EQ(out[count], 0x5A5A5A5A);
    for (size_t i = 0; i < count; ++i) {
      uint32_t expected = 0;
      for (size_t b = 0; b < bytes; ++b) expected |= uint32_t{wire[i * bytes + b]} << (24 - 8 * b);
      ASSERT_EQ(static_cast<uint32_t>(out[i]), expected) << i << " of " << count;
    }
  }
}

TEST_P(PcmCodec, EncodesWhatItDecodes) {
  const uint8_t depth = GetParam();
  const size_t bytes = depth / 8U;
  std::mt19937 random(2);
  for (size_t count = 0; count < 70; ++count) {
    std::vector<uint8_t> wire(count * bytes);
    for (uint8_t& octet : wire) octet = static_cast<uint8_t>(random());
    std::vector<int32_t> samples(count);
    decode_pcm(depth, wire.data(), samples.data(), count);
    for (int32_t& sample : samples) sample |= depth == 16 ? 0x1234 : 0x12;  // below the wire's depth: cut off
    std::vector<uint8_t> again(count * bytes);
    encode_pcm(depth, samples.data(), again.data(), count);
    ASSERT_EQ(again, wire) << count;
  }
}

INSTANTIATE_TEST_SUITE_P(Depths, PcmCodec, ::testing::Values(16, 24));

}  // namespace
}  // namespace cw::essence
