#include "ptp/clock/disciplined_clock.h"

#include <cmath>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"

namespace cw::ptp {
namespace {

constexpr int64_t kStartNs = 1'800'000'000'000'000'000;
/// Within it a change of line takes effect.
constexpr int64_t kLeadNs = 2'000;

struct DisciplinedClockTest : testing::Test {
  void advance(int64_t ns) { local_ns += ns; }
  [[nodiscard]] int64_t since_start() const { return sut.now().ns() - kStartNs; }

  std::atomic<int64_t> local_ns{1'000'000'000};
  DisciplinedClock sut{LocalCounter::driven_by(local_ns), TaiTime::from_ns(kStartNs)};
};

TEST_F(DisciplinedClockTest, CountsFromItsStartAsTheCounterDoes) {
  EXPECT_EQ(since_start(), 0);
  advance(1'234'567);
  EXPECT_EQ(since_start(), 1'234'567);
  EXPECT_EQ(sut.tai_of(LocalTime::from_ns(1'000'000'000 - 5)), TaiTime::from_ns(kStartNs - 5));
}

TEST_F(DisciplinedClockTest, GainsByItsFrequency) {
  sut.set_frequency(100'000);
  EXPECT_NEAR(sut.frequency_ppb(), 100'000, 1e-6);
  advance(1'000'000'000);
  EXPECT_EQ(since_start(), 1'000'100'000 - 1) << "the first 2 µs still belong to the line before: 0.2 ns";
  sut.set_frequency(-100'000);
  advance(1'000'000'000);
  EXPECT_NEAR(static_cast<double>(since_start()), 2e9, 2);
}

TEST_F(DisciplinedClockTest, LimitsTheFrequency) {
  sut.set_frequency(1e9);
  EXPECT_NEAR(sut.frequency_ppb(), DisciplinedClock::kMaxFrequencyPpb, 1e-6);
}

TEST_F(DisciplinedClockTest, StepsToATimeAndByATime) {
  sut.step(TaiTime::from_ns(42));
  advance(kLeadNs);
  EXPECT_EQ(sut.now(), TaiTime::from_ns(42 + kLeadNs));
  EXPECT_EQ(sut.steps(), 1U);
  sut.step_by(Duration{-20});
  advance(kLeadNs);
  EXPECT_EQ(sut.now(), TaiTime::from_ns(22 + 2 * kLeadNs));
  EXPECT_EQ(sut.steps(), 2U);
  sut.set_frequency(5);
  EXPECT_EQ(sut.steps(), 2U);
}

TEST_F(DisciplinedClockTest, ShowsStampsOfBeforeAChangeAsTheyWere) {
  const LocalTime stamp = LocalTime::from_ns(local_ns);
  advance(1'000'000);
  sut.step_by(std::chrono::seconds{1});
  advance(1'000'000);
  EXPECT_EQ(sut.tai_of(stamp), TaiTime::from_ns(kStartNs));
  EXPECT_EQ(sut.tai_of(LocalTime::from_ns(local_ns)), TaiTime::from_ns(kStartNs + 1'002'000'000));
  EXPECT_EQ(sut.changed_at(), stamp + Duration{1'000'000 + kLeadNs});
}

TEST_F(DisciplinedClockTest, FindsTheFirstLocalTimeThatShowsATime) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1'000; ++i) {
    sut.set_frequency(static_cast<double>(random() % 200'001) - 100'000);
    advance(static_cast<int64_t>(random() % 10'000'000'000));
    const TaiTime wanted = sut.now() + Duration{static_cast<int64_t>(random() % 2'000'000)};
    const LocalTime found = sut.local_of(wanted);
    EXPECT_GE(sut.tai_of(found), wanted);
    EXPECT_LT(sut.tai_of(found) - wanted, Duration{2});
    EXPECT_LT(sut.tai_of(found - Duration{1}), wanted);
  }
}

TEST_F(DisciplinedClockTest, IsExactOverAYearOfSteering) {
  constexpr int64_t kMinuteNs = 60'000'000'000;
  constexpr int64_t kMinutes = 365 * 24 * 60;
  std::mt19937_64 random(1);
  Int128 gained = 0;  // in 2^-60 ns
  int64_t gain = 0;
  int64_t from_ns = local_ns;
  for (int64_t i = 0; i < kMinutes; ++i) {
    const auto ppb = static_cast<double>(random() % 200'001) - 100'000;
    sut.set_frequency(ppb);
    const int64_t changed_ns = local_ns + kLeadNs;
    gained += Int128{changed_ns - from_ns} * gain;
    from_ns = changed_ns;
    gain = std::llround(std::ldexp(ppb / 1e9, 60));
    advance(kMinuteNs);
  }
  gained += Int128{local_ns - from_ns} * gain;
  EXPECT_EQ(since_start(), kMinutes * kMinuteNs + static_cast<int64_t>(gained >> 60));
}

TEST_F(DisciplinedClockTest, TellsWhatItIsToldOfUtcAndItself) {
  sut.set_utc_offset_s(37);
  EXPECT_EQ(sut.utc_offset_s(), 37);
  sut.set_description("PTP, domain 127");
  EXPECT_EQ(sut.describe(), "PTP, domain 127");
}

TEST_F(DisciplinedClockTest, AllocatesNothing) {
  const test::AllocationGuard guard;
  for (int i = 0; i < 100; ++i) {
    sut.set_frequency(i);
    sut.step_by(Duration{1});
    advance(1'000);
    EXPECT_EQ(sut.tai_of(sut.local_of(sut.now())), sut.now());
  }
}

TEST(DisciplinedClock, NeverGoesBackOnAnyThreadWhileItsFrequencyChanges) {
  const auto counter = LocalCounter::create();
  ASSERT_TRUE(counter);
  DisciplinedClock sut(*counter, TaiTime::from_ns(kStartNs));
  std::atomic<bool> stop{false};
  std::atomic<int64_t> backwards{0};
  std::atomic<int64_t> latest_ns{0};  // handed from thread to thread
  std::vector<std::jthread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      int64_t last_ns = 0;
      while (!stop.load(std::memory_order_relaxed)) {
        const int64_t now_ns = sut.now().ns();
        if (now_ns < last_ns) backwards.fetch_add(1, std::memory_order_relaxed);
        last_ns = now_ns;
        latest_ns.store(now_ns, std::memory_order_release);
        // Another thread's reading may be ahead by what CPUs read early.
        if (latest_ns.load(std::memory_order_acquire) > sut.now().ns() + 1'000)
          backwards.fetch_add(1, std::memory_order_relaxed);
      }
    });
  }
  for (int i = 0; i < 20'000; ++i) sut.set_frequency(i % 2 == 0 ? 1'000'000 : -1'000'000);
  stop = true;
  readers.clear();
  EXPECT_EQ(backwards.load(), 0);
  EXPECT_EQ(sut.steps(), 0U);
}

}  // namespace
}  // namespace cw::ptp
