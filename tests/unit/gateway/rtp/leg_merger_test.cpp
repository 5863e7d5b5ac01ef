#include "gateway/rtp/leg_merger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "tests/support/allocation_guard.h"
#include "tests/support/rtp_packet_builder.h"

namespace cw::rtp {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Leg kRed = Leg::kRed;
constexpr Leg kBlue = Leg::kBlue;

/// A stream of 1,000 packets a second; every packet advances the clock by 1 ms on its own leg's time line.
class LegMergerTest : public ::testing::Test {
 protected:
  MergeVerdict put(Leg leg, int number) { return put_at(leg, number, now_ += microseconds{1}); }
  MergeVerdict put_at(Leg leg, int number, TaiTime arrival) {
    return sut_.on_packet(leg, SequenceNumber{static_cast<uint16_t>(number)}, arrival, &extended_);
  }
  void run(Leg leg, int first, int last) {
    for (int n = first; n <= last; ++n) static_cast<void>(put_at(leg, n, now_ += milliseconds{1}));
  }
  const LegStatistics& leg(Leg which) const { return sut_.statistics().legs[index_of(which)]; }

  TaiTime now_ = TaiTime::from_ns(1'700'000'000'000'000'000);
  ExtendedSequenceNumber extended_;
  LegMerger sut_{LegMergerConfig{.leg_count = 2, .packets_per_second = 1'000, .window = milliseconds{450}}};
};

class OneLegMergerTest : public ::testing::Test {
 protected:
  MergeVerdict put(int number) {
    return sut_.on_packet(kRed, SequenceNumber{static_cast<uint16_t>(number)}, now_ += milliseconds{1}, &extended_);
  }
  const LegStatistics& red() const { return sut_.statistics().legs[0]; }

  TaiTime now_ = TaiTime::from_ns(1'700'000'000'000'000'000);
  ExtendedSequenceNumber extended_;
  LegMerger sut_{LegMergerConfig{.leg_count = 1, .packets_per_second = 1'000}};
};

TEST(LegMerger, SizesTheWindowFromThePacketRate) {
  EXPECT_EQ(LegMerger(LegMergerConfig{.packets_per_second = 60}).window_packets(), 128U);
  EXPECT_EQ(LegMerger(LegMergerConfig{.packets_per_second = 8'000}).window_packets(), 4'096U);
  EXPECT_EQ(LegMerger(LegMergerConfig{.packets_per_second = 270'000}).window_packets(), 65'536U);
  EXPECT_EQ(LegMerger(LegMergerConfig{.packets_per_second = 4'000'000'000}).window_packets(), 65'536U);
  EXPECT_EQ(LegMerger(LegMergerConfig{}).window_packets(), 4'096U);
}

TEST_F(LegMergerTest, PassesTheFirstCopyAndStopsTheSecond) {
  EXPECT_EQ(put(kRed, 10), MergeVerdict::kFirst);
  EXPECT_EQ(put(kBlue, 10), MergeVerdict::kDuplicate);
  EXPECT_EQ(put(kBlue, 11), MergeVerdict::kFirst);
  EXPECT_EQ(put(kRed, 11), MergeVerdict::kDuplicate);
  EXPECT_EQ(leg(kRed).duplicates.get(), 0U);
}

TEST_F(LegMergerTest, KeepsTheLowBitsAndCountsOnAcrossTheWrap) {
  EXPECT_EQ(put(kRed, 65'535), MergeVerdict::kFirst);
  const int64_t before = extended_.value;
  EXPECT_EQ(before % 65'536, 65'535);
  EXPECT_EQ(put(kRed, 65'536), MergeVerdict::kFirst);
  EXPECT_EQ(extended_.value, before + 1);
}

TEST_F(LegMergerTest, CountsANumberMissingOnOneLegAsRecovered) {
  for (int n = 0; n < 2'000; ++n) {
    if (n % 10 != 3) static_cast<void>(put_at(kRed, n, now_ += milliseconds{1}));
    if (n % 100 != 7 && n % 100 != 13) static_cast<void>(put_at(kBlue, n, now_ + microseconds{300}));
  }
  sut_.reset();
  EXPECT_EQ(leg(kRed).lost.get(), 200U);
  EXPECT_EQ(leg(kBlue).lost.get(), 40U);
  EXPECT_EQ(sut_.statistics().missing.get(), 20U);     // n % 100 == 13
  EXPECT_EQ(sut_.statistics().recovered.get(), 200U);  // 180 only on blue, 20 only on red
}

TEST_F(LegMergerTest, DoesNotCountReorderingAsLoss) {
  for (int n = 0; n < 2'000; n += 4) {
    for (const int offset : {3, 0, 2, 1})
      EXPECT_EQ(put_at(kRed, n + offset, now_ += microseconds{250}), MergeVerdict::kFirst);
    for (const int offset : {0, 1, 2, 3}) static_cast<void>(put(kBlue, n + offset));
  }
  sut_.reset();
  EXPECT_EQ(leg(kRed).lost.get(), 0U);
  EXPECT_EQ(leg(kRed).reordered.get(), 1'500U);
  EXPECT_EQ(leg(kBlue).reordered.get(), 0U);
  EXPECT_EQ(sut_.statistics().missing.get(), 0U);
}

TEST_F(LegMergerTest, WaitsForALegThatIsFourHundredMillisecondsLate) {
  constexpr int kSkew = 400;
  for (int n = 0; n < 3'000; ++n) {
    if (n % 5 != 0) static_cast<void>(put_at(kRed, n, now_ += milliseconds{1}));
    if (n >= kSkew) {
      const MergeVerdict expected = (n - kSkew) % 5 == 0 ? MergeVerdict::kFirst : MergeVerdict::kDuplicate;
      EXPECT_EQ(put(kBlue, n - kSkew), expected) << n;
    }
  }
  for (int n = 3'000; n < 3'000 + kSkew; ++n) static_cast<void>(put(kBlue, n - kSkew));
  sut_.reset();
  EXPECT_EQ(sut_.statistics().missing.get(), 0U);
  EXPECT_EQ(sut_.statistics().restarts.get(), 0U);
  EXPECT_EQ(leg(kBlue).lost.get(), 0U);
  EXPECT_EQ(leg(kBlue).late.get(), 0U);
}

TEST_F(LegMergerTest, ReportsWhatComesBehindTheWindowAsLate) {
  for (int n = 0; n < 2'000; ++n) {
    static_cast<void>(put_at(kRed, n, now_ += milliseconds{1}));
    if (n == 0) static_cast<void>(put(kBlue, 0));
    if (n >= 1'000 && n < 1'100) {
      EXPECT_EQ(put_at(kBlue, n - 600, now_), MergeVerdict::kLate);
    }
  }
  EXPECT_GE(leg(kBlue).late.get() + leg(kBlue).foreign.get(), 100U);
  EXPECT_EQ(sut_.statistics().restarts.get(), 0U);
}

TEST_F(LegMergerTest, CountsCopiesOnTheSameLegAsDuplicatesOnly) {
  for (int n = 0; n < 500; ++n) {
    static_cast<void>(put(kRed, n));
    EXPECT_EQ(put(kRed, n), MergeVerdict::kDuplicate);
  }
  EXPECT_EQ(leg(kRed).duplicates.get(), 500U);
  EXPECT_EQ(sut_.statistics().restarts.get(), 0U);
}

TEST_F(LegMergerTest, MeasuresTheSkewOfTheLegs) {
  for (int n = 0; n < 64; ++n) {
    static_cast<void>(put_at(kRed, n, now_ += milliseconds{1}));
    static_cast<void>(put_at(kBlue, n, now_ + microseconds{250}));
  }
  EXPECT_EQ(leg(kBlue).skew_ns.get(), 250'000);
  EXPECT_EQ(leg(kRed).skew_ns.get(), -250'000);
}

TEST_F(LegMergerTest, TakesAPulledLegBackWithoutRestart) {
  run(kRed, 0, 99);
  for (int n = 100; n < 200; ++n) {
    static_cast<void>(put_at(kRed, n, now_ += milliseconds{1}));
    static_cast<void>(put(kBlue, n));
  }
  run(kRed, 200, 150'000);  // blue is away for two wraps
  for (int n = 150'001; n < 150'200; ++n) {
    EXPECT_EQ(put_at(kRed, n, now_ += milliseconds{1}), MergeVerdict::kFirst);
    EXPECT_EQ(put(kBlue, n), MergeVerdict::kDuplicate);
  }
  EXPECT_EQ(sut_.statistics().restarts.get(), 0U);
  EXPECT_EQ(sut_.statistics().missing.get(), 0U);
}

TEST_F(LegMergerTest, CarriesOnWithTheOtherLegWhenOneIsPulled) {
  for (int n = 0; n < 100; ++n) {
    static_cast<void>(put_at(kRed, n, now_ += milliseconds{1}));
    static_cast<void>(put(kBlue, n));
  }
  for (int n = 100; n < 5'000; ++n) EXPECT_EQ(put_at(kBlue, n, now_ += milliseconds{1}), MergeVerdict::kFirst);
}

TEST_F(LegMergerTest, FollowsARestartOfBothLegsWithSkew) {
  for (int n = 0; n < 1'000; ++n) {
    static_cast<void>(put_at(kRed, n, now_ += milliseconds{1}));
    if (n >= 20) static_cast<void>(put(kBlue, n - 20));
  }
  std::vector<MergeVerdict> after;
  for (int n = 0; n < 1'000; ++n) {
    after.push_back(put_at(kRed, 40'000 + n, now_ += milliseconds{1}));
    const MergeVerdict blue = put(kBlue, n < 20 ? 980 + n : 40'000 + n - 20);
    if (n >= 20) after.push_back(blue);
  }
  EXPECT_EQ(std::ranges::count(after, MergeVerdict::kRestart), 1);
  EXPECT_GE(std::ranges::count(after, MergeVerdict::kFirst) + 1, 1'000 - 5);
}

TEST_F(LegMergerTest, IgnoresAMisnumberedLegWhileTheOtherIsGood) {
  run(kRed, 0, 99);
  for (int n = 100; n < 3'000; ++n) {
    EXPECT_EQ(put_at(kRed, n, now_ += milliseconds{1}), MergeVerdict::kFirst);
    EXPECT_EQ(put(kBlue, n + 30'000), MergeVerdict::kLate);
  }
  EXPECT_EQ(sut_.statistics().restarts.get(), 0U);
  EXPECT_EQ(leg(kBlue).foreign.get(), 2'900U);
}

TEST_F(OneLegMergerTest, LosesOnePacketOverARestartWithRandomNumbers) {
  std::mt19937 random(7);
  int next = 0;
  for (int round = 0; round < 200; ++round) {
    for (int n = 0; n < 700; ++n) static_cast<void>(put(next++));
    now_ += milliseconds{50};
    const uint64_t restarts = sut_.statistics().restarts.get();
    next = static_cast<int>(random() % 65'536);
    int used = 0;
    for (int n = 0; n < 100; ++n) {
      const MergeVerdict verdict = put(next++);
      if (verdict == MergeVerdict::kFirst || verdict == MergeVerdict::kRestart) ++used;
    }
    EXPECT_GE(used, 100 - 17) << "new numbering from " << next - 100;
    if (used < 100) {
      EXPECT_EQ(sut_.statistics().restarts.get(), restarts + 1);
    }
  }
}

TEST_F(OneLegMergerTest, CountsAnOutageExactly) {
  for (int n = 0; n < 1'000; ++n) static_cast<void>(put(n));
  now_ += seconds{3};
  for (int n = 4'000; n < 6'000; ++n) EXPECT_EQ(put(n), MergeVerdict::kFirst);
  EXPECT_EQ(red().lost.get(), 3'000U);
  EXPECT_EQ(sut_.statistics().missing.get(), 3'000U);
  EXPECT_EQ(sut_.statistics().recovered.get(), 0U);
  EXPECT_EQ(sut_.statistics().legs[1].lost.get(), 0U);
}

TEST_F(OneLegMergerTest, TakesAJumpThatTimeDoesNotExplainForARestart) {
  for (int n = 0; n < 1'000; ++n) static_cast<void>(put(n));
  EXPECT_EQ(put(9'000), MergeVerdict::kLate);
  EXPECT_EQ(put(9'001), MergeVerdict::kRestart);
  EXPECT_EQ(put(9'002), MergeVerdict::kFirst);
  EXPECT_EQ(red().lost.get(), 0U);
}

TEST_F(OneLegMergerTest, IsNotMisledByASingleWildNumber) {
  for (int n = 0; n < 1'000; ++n) static_cast<void>(put(n));
  EXPECT_EQ(put(33'000), MergeVerdict::kLate);
  for (int n = 1'000; n < 2'000; ++n) EXPECT_EQ(put(n), MergeVerdict::kFirst);
  EXPECT_EQ(sut_.statistics().restarts.get(), 0U);
}

TEST_F(OneLegMergerTest, NumbersGrowAcrossRestarts) {
  for (int n = 0; n < 10; ++n) static_cast<void>(put(60'000 + n));
  const int64_t before = extended_.value;
  sut_.reset();
  EXPECT_EQ(put(5), MergeVerdict::kRestart);
  EXPECT_GT(extended_.value, before);
  EXPECT_EQ(extended_.value % 65'536, 5);
}

TEST_F(LegMergerTest, CountsCopiesThatDiffer) {
  test::RtpPacketBuilder packet;
  const auto put_packet = [&](Leg which) {
    RtpFault fault = RtpFault::kNone;
    return sut_.on_packet(which, *RtpView::parse(packet.bytes(), &fault), now_ += microseconds{1}, &extended_);
  };
  std::vector<uint8_t> payload(1'200, 0x55);
  for (uint16_t n = 0; n < 100; ++n) {
    packet.sequence(n).timestamp(n).payload(payload);
    EXPECT_EQ(put_packet(kRed), MergeVerdict::kFirst);
    if (n % 10 == 0) packet.timestamp(n + 1U);
    if (n % 10 == 1) packet.payload({1, 2, 3});
    EXPECT_EQ(put_packet(kBlue), MergeVerdict::kDuplicate);
  }
  EXPECT_EQ(sut_.statistics().differing.get(), 20U);
}

TEST_F(LegMergerTest, AllocatesNothing) {
  test::AllocationGuard guard;
  for (int n = 0; n < 200'000; ++n) {
    static_cast<void>(put_at(kRed, n, now_ += milliseconds{1}));
    static_cast<void>(put(kBlue, n + (n > 100'000 ? 30'000 : 0)));
  }
}

}  // namespace
}  // namespace cw::rtp
