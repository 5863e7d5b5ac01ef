#include "ptp/clock/phc_clock.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"

namespace cw::ptp {
namespace {

constexpr int64_t kPhcNs = 1'800'000'000'000'000'000;

/// Counter and hardware clock of a machine, moved by the test; each reading of the hardware takes a microsecond.
struct Machine {
  std::atomic<int64_t> local_ns{1'000'000'000};
  double gained_ns = 0;
  double frequency_ppb = 0;
  bool readable = true;

  void advance(int64_t ns) {
    local_ns += ns;
    gained_ns += frequency_ppb * static_cast<double>(ns) / 1e9;
  }
  [[nodiscard]] int64_t phc_ns() const { return kPhcNs + local_ns + std::llround(gained_ns); }
};

class FakePhc final : public PhcReader {
 public:
  explicit FakePhc(Machine& machine) : machine_(machine) {}
  [[nodiscard]] std::optional<int64_t> read_ns() noexcept override {
    if (!machine_.readable) return std::nullopt;
    machine_.advance(500);
    const int64_t ns = machine_.phc_ns();
    machine_.advance(500);
    return ns;
  }

 private:
  Machine& machine_;
};

struct PhcClockTest : testing::Test {
  void SetUp() override {
    auto created = PhcClock::create(std::make_unique<FakePhc>(machine), "/dev/ptp7",
                                    LocalCounter::driven_by(machine.local_ns), 37);
    ASSERT_TRUE(created);
    sut = std::move(*created);
  }
  void run(int polls) {
    for (int i = 0; i < polls; ++i) {
      machine.advance(125'000'000);
      EXPECT_TRUE(sut->poll());
    }
  }
  [[nodiscard]] int64_t error_ns() const { return sut->now().ns() - machine.phc_ns(); }

  Machine machine;
  std::unique_ptr<PhcClock> sut;
};

TEST_F(PhcClockTest, StartsAtTheTimeOfTheHardware) {
  machine.advance(10'000);
  EXPECT_NEAR(static_cast<double>(error_ns()), 0, 2);
  EXPECT_EQ(sut->utc_offset_s(), 37);
  EXPECT_NE(sut->describe().find("/dev/ptp7"), std::string::npos);
}

TEST_F(PhcClockTest, FollowsItsFrequency) {
  machine.frequency_ppb = 40'000;
  run(80);
  EXPECT_NEAR(static_cast<double>(error_ns()), 0, 20);
  EXPECT_NEAR(static_cast<double>(sut->offset().count()), 0, 20);
  machine.frequency_ppb = 40'500;
  run(80);
  EXPECT_NEAR(static_cast<double>(error_ns()), 0, 20);
}

TEST_F(PhcClockTest, StepsWithTheHardware) {
  run(10);
  const uint64_t steps = sut->steps();
  machine.gained_ns += 1e9;
  run(1);
  machine.advance(10'000);
  EXPECT_EQ(sut->steps(), steps + 1);
  EXPECT_NEAR(static_cast<double>(error_ns()), 0, 20);
}

TEST_F(PhcClockTest, GoesOnWhenTheHardwareCannotBeRead) {
  machine.frequency_ppb = 40'000;
  run(80);
  machine.readable = false;
  machine.advance(1'000'000'000);
  EXPECT_FALSE(sut->poll());
  EXPECT_NEAR(static_cast<double>(error_ns()), 0, 100);
}

TEST_F(PhcClockTest, MapsHardwareStampsToLocalTime) {
  run(20);
  const int64_t stamp_ns = machine.phc_ns();
  const auto local = sut->to_local(stamp_ns);
  ASSERT_TRUE(local);
  EXPECT_NEAR(static_cast<double>(local->ns() - machine.local_ns), 0, 5);
}

TEST_F(PhcClockTest, AllocatesNothingInAPoll) {
  const test::AllocationGuard guard;
  run(10);
}

TEST(PhcClock, IsNotCreatedFromHardwareThatCannotBeRead) {
  Machine machine;
  machine.readable = false;
  const auto sut =
      PhcClock::create(std::make_unique<FakePhc>(machine), "/dev/ptp7", LocalCounter::driven_by(machine.local_ns), 37);
  ASSERT_FALSE(sut);
  EXPECT_EQ(sut.error().fault, Fault::kHost);
}

TEST(OpenPhc, SaysWhatIsWrongWithADevice) {
  const auto absent = open_phc("/dev/no_such_ptp");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().fault, Fault::kHost);
  EXPECT_NE(absent.error().message.find("no PTP hardware clock"), std::string::npos);
  const auto other = open_phc("/dev/null");
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("is no PTP hardware clock"), std::string::npos);
}

}  // namespace
}  // namespace cw::ptp
