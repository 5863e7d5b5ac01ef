#include "gateway/essence/video_20/packet_schedule.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "gateway/essence/timing_21/sender_model.h"
#include "tests/unit/gateway/essence/video_20/video_test_kit.h"

namespace cw::essence {
namespace {

/// The definition, in one fraction: unit start + TRO + k × T / N, rounded up to ns.
int64_t exact_due_ns(const bus::VideoFormat& format, int64_t unit, int64_t packet, int64_t packets) {
  const Rate units = unit_rate(format);
  const Rational tro = sender_model(format, packets).tro_default_s;
  const Int128 denominator = Int128{units.num()} * packets * tro.den;
  const Int128 numerator =
      (Int128{unit} * packets + packet) * units.den() * tro.den + Int128{tro.num} * units.num() * packets;
  return static_cast<int64_t>(ceil_div(numerator * kNsPerSecond, denominator));
}

TEST(PacketSchedule, IsExactForEveryPacketOfAFrame) {
  for (const auto& rate : {Rate::hz(50), *Rate::create(60'000, 1001), *Rate::create(24'000, 1001)}) {
    bus::VideoFormat format = test::video_format(1920, 1080, 10);
    format.rate = rate;
    PacketSchedule sut(format);
    const int64_t frame = rate.index_at(TaiTime::from_ns(test::kSomeSecond * kNsPerSecond)) + 12'345;
    constexpr uint32_t kPackets = 4115;
    sut.start_unit(frame, kPackets);
    for (uint32_t k = 0; k < kPackets; ++k, sut.next()) {
      ASSERT_LE(std::abs(sut.due().ns() - exact_due_ns(format, frame, k, kPackets)), 1) << k;
    }
  }
}

TEST(PacketSchedule, StartsOneTroAfterTheFrame) {
  const bus::VideoFormat format = test::video_format(1920, 1080, 10);
  PacketSchedule sut(format);
  sut.start_unit(50 * test::kSomeSecond, 4115);
  EXPECT_EQ(sut.due().ns(), test::kSomeSecond * kNsPerSecond + 764'445);  // 20 ms × 43 / 1125, rounded up
}

TEST(PacketSchedule, GivesEachFieldItsOwnStart) {
  const bus::VideoFormat format = test::video_format(1920, 1080, 10, bus::Scan::kInterlaced);
  PacketSchedule sut(format);
  sut.start_unit(50 * test::kSomeSecond, 2058);
  const TaiTime first = sut.due();
  EXPECT_EQ(first.ns(), test::kSomeSecond * kNsPerSecond + 782'223);  // 40 ms × 22 / 1125, rounded up
  sut.start_unit(50 * test::kSomeSecond + 1, 2058);
  EXPECT_EQ((sut.due() - first).count(), 20'000'000);
}

}  // namespace
}  // namespace cw::essence
