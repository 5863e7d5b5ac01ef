#include "gateway/essence/video_20/pgroup/pgroup_kernels.h"

#include <cstdint>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace cw::essence {
namespace {

constexpr size_t kMaxCount = 300;
constexpr size_t kGuard = 256;
constexpr uint8_t kUntouched = 0xA5;

std::vector<uint8_t> random_octets(size_t size, uint32_t seed) {
  std::mt19937 generator(seed);
  std::vector<uint8_t> octets(size);
  for (uint8_t& octet : octets) octet = static_cast<uint8_t>(generator());
  return octets;
}

/// Planes with guards of a known value on both sides of the run.
struct Planes {
  explicit Planes(size_t bytes_per_sample)
      : y(2 * kGuard + 2 * kMaxCount * bytes_per_sample + 64, kUntouched),
        cb(2 * kGuard + kMaxCount * bytes_per_sample + 64, kUntouched),
        cr(cb) {}
  [[nodiscard]] PlanarRun run(size_t offset) {
    return {y.data() + kGuard + 2 * offset, cb.data() + kGuard + offset, cr.data() + kGuard + offset};
  }
  [[nodiscard]] ConstPlanarRun const_run(size_t offset) const {
    return {y.data() + kGuard + 2 * offset, cb.data() + kGuard + offset, cr.data() + kGuard + offset};
  }
  bool operator==(const Planes&) const = default;
  std::vector<uint8_t> y;
  std::vector<uint8_t> cb;
  std::vector<uint8_t> cr;
};

/// Instruction set, depth.
class PgroupKernelsTest : public testing::TestWithParam<std::tuple<KernelIsa, int>> {
 public:
  void SetUp() override {
    if (std::get<0>(GetParam()) > best_kernel_isa())
      GTEST_SKIP() << "this CPU lacks " << name_of(std::get<0>(GetParam()));
  }
  [[nodiscard]] static uint8_t depth() { return static_cast<uint8_t>(std::get<1>(GetParam())); }
  [[nodiscard]] static size_t bytes_per_sample() { return depth() > 8 ? 2 : 1; }
  const PgroupKernels scalar = pgroup_kernels(depth(), KernelIsa::kScalar);
};

TEST_P(PgroupKernelsTest, UnpackLikeTheScalarOnesAndTouchNothingElse) {
  const PgroupKernels sut = pgroup_kernels(depth(), std::get<0>(GetParam()));
  for (size_t count = 0; count <= kMaxCount; ++count) {
    for (size_t offset = 0; offset < 32; ++offset) {
      // The input ends where its allocation ends, so that the sanitizers see a read beyond it.
      const auto pgroups = random_octets(count * sut.pgroup_octets, static_cast<uint32_t>(count));
      Planes expected(bytes_per_sample());
      Planes actual(bytes_per_sample());
      const size_t at = offset * bytes_per_sample();
      scalar.unpack(pgroups.data(), count, expected.run(at));
      sut.unpack(pgroups.data(), count, actual.run(at));
      ASSERT_TRUE(actual == expected) << count << " pgroups at " << offset;
    }
  }
}

TEST_P(PgroupKernelsTest, PackLikeTheScalarOnesAndTouchNothingElse) {
  const PgroupKernels sut = pgroup_kernels(depth(), std::get<0>(GetParam()));
  for (size_t count = 0; count <= kMaxCount; ++count) {
    for (size_t offset = 0; offset < 32; ++offset) {
      Planes planes(bytes_per_sample());
      planes.y = random_octets(planes.y.size(), static_cast<uint32_t>(count));
      planes.cb = random_octets(planes.cb.size(), static_cast<uint32_t>(count + 1));
      planes.cr = random_octets(planes.cr.size(), static_cast<uint32_t>(count + 2));
      std::vector<uint8_t> expected(count * sut.pgroup_octets + 2 * kGuard, kUntouched);
      std::vector<uint8_t> actual = expected;
      scalar.pack(planes.const_run(offset * bytes_per_sample()), count, expected.data() + kGuard);
      sut.pack(planes.const_run(offset * bytes_per_sample()), count, actual.data() + kGuard);
      ASSERT_EQ(actual, expected) << count << " pgroups at " << offset;
    }
  }
}

TEST_P(PgroupKernelsTest, ReadNothingBehindPlanesThatEndWithTheRun) {
  const PgroupKernels sut = pgroup_kernels(depth(), std::get<0>(GetParam()));
  for (size_t count = 1; count <= 70; ++count) {
    const std::vector<uint8_t> y(2 * count * bytes_per_sample(), 1);
    const std::vector<uint8_t> chroma(count * bytes_per_sample(), 2);
    std::vector<uint8_t> pgroups(count * sut.pgroup_octets);
    sut.pack({y.data(), chroma.data(), chroma.data()}, count, pgroups.data());
    ASSERT_NE(pgroups.back(), 0);
  }
}

TEST_P(PgroupKernelsTest, PackingUndoesUnpacking) {
  const PgroupKernels sut = pgroup_kernels(depth(), std::get<0>(GetParam()));
  const auto pgroups = random_octets(kMaxCount * sut.pgroup_octets, 1);
  Planes planes(bytes_per_sample());
  sut.unpack(pgroups.data(), kMaxCount, planes.run(0));
  std::vector<uint8_t> back(pgroups.size());
  sut.pack(planes.const_run(0), kMaxCount, back.data());
  EXPECT_EQ(back, pgroups);
}

INSTANTIATE_TEST_SUITE_P(EachInstructionSet, PgroupKernelsTest,
                         testing::Combine(testing::Values(KernelIsa::kScalar, KernelIsa::kAvx2, KernelIsa::kAvx512Vbmi),
                                          testing::Values(8, 10)),
                         [](const auto& param) {
                           return std::string(name_of(std::get<0>(param.param))) + "_" +
                                  std::to_string(std::get<1>(param.param)) + "bit";
                         });

TEST(PgroupKernels, ReadTenBitSamplesInTheOrderOfTheStandard) {
  // Cb 0x3FF, Y0 0x001, Cr 0x200, Y1 0x155 as one 40-bit number.
  const uint64_t bits = uint64_t{0x3FF} << 30 | uint64_t{0x001} << 20 | uint64_t{0x200} << 10 | 0x155;
  const std::vector<uint8_t> pgroup{static_cast<uint8_t>(bits >> 32), static_cast<uint8_t>(bits >> 24),
                                    static_cast<uint8_t>(bits >> 16), static_cast<uint8_t>(bits >> 8),
                                    static_cast<uint8_t>(bits)};
  std::vector<uint8_t> y(4);
  std::vector<uint8_t> cb(2);
  std::vector<uint8_t> cr(2);
  pgroup_kernels(10, KernelIsa::kScalar).unpack(pgroup.data(), 1, {y.data(), cb.data(), cr.data()});
  EXPECT_EQ(y, (std::vector<uint8_t>{0x01, 0x00, 0x55, 0x01}));
  EXPECT_EQ(cb, (std::vector<uint8_t>{0xFF, 0x03}));
  EXPECT_EQ(cr, (std::vector<uint8_t>{0x00, 0x02}));
}

TEST(PgroupKernels, ReadEightBitSamplesInTheOrderOfTheStandard) {
  const std::vector<uint8_t> pgroup{1, 2, 3, 4};
  std::vector<uint8_t> y(2);
  uint8_t cb = 0;
  uint8_t cr = 0;
  pgroup_kernels(8, KernelIsa::kScalar).unpack(pgroup.data(), 1, {y.data(), &cb, &cr});
  EXPECT_EQ(y, (std::vector<uint8_t>{2, 4}));
  EXPECT_EQ(cb, 1);
  EXPECT_EQ(cr, 3);
}

}  // namespace
}  // namespace cw::essence
