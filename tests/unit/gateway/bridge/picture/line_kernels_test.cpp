#include "gateway/bridge/picture/line_kernels.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace cw::bridge {
namespace {

class LineKernelsTest : public testing::Test {
 protected:
  void SetUp() override {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") == 0) GTEST_SKIP() << "this CPU has no AVX2";
#else
    GTEST_SKIP() << "no AVX2 on this architecture";
#endif
  }
  std::vector<uint16_t> words(size_t count) {
    std::vector<uint16_t> out(count);
    for (auto& word : out) word = static_cast<uint16_t>(random_() & 1023U);
    return out;
  }
  std::mt19937 random_{1};
};

TEST_F(LineKernelsTest, Avx2EqualsTheReferenceAtEveryLength) {
  for (size_t count = 0; count < 200; ++count) {
    const auto a = words(count);
    const auto b = words(count);
    const std::vector<uint8_t> a8(a.begin(), a.end());
    const std::vector<uint8_t> b8(b.begin(), b.end());
    std::vector<uint8_t> wanted(count + 32, 0xEE);
    std::vector<uint8_t> got(count + 32, 0xEE);
    scalar_line_kernels().narrow_10(wanted.data(), a.data(), count);
    avx2_line_kernels().narrow_10(got.data(), a.data(), count);
    ASSERT_EQ(got, wanted) << count;
    scalar_line_kernels().average_10(wanted.data(), a.data(), b.data(), count);
    avx2_line_kernels().average_10(got.data(), a.data(), b.data(), count);
    ASSERT_EQ(got, wanted) << count;
    scalar_line_kernels().average_8(wanted.data(), a8.data(), b8.data(), count);
    avx2_line_kernels().average_8(got.data(), a8.data(), b8.data(), count);
    ASSERT_EQ(got, wanted) << count << ", and nothing past the end";
  }
}

TEST_F(LineKernelsTest, Avx2EqualsTheReferenceForEveryValue) {
  std::vector<uint16_t> all(1024);
  for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint16_t>(i);
  const std::vector<uint16_t> top(1024, 1023);
  std::vector<uint8_t> wanted(1024);
  std::vector<uint8_t> got(1024);
  scalar_line_kernels().narrow_10(wanted.data(), all.data(), 1024);
  avx2_line_kernels().narrow_10(got.data(), all.data(), 1024);
  EXPECT_EQ(got, wanted);
  EXPECT_EQ(got[1023], 255) << "clamped";
  scalar_line_kernels().average_10(wanted.data(), all.data(), top.data(), 1024);
  avx2_line_kernels().average_10(got.data(), all.data(), top.data(), 1024);
  EXPECT_EQ(got, wanted);
}

}  // namespace
}  // namespace cw::bridge
