#include "gateway/essence/stream_intake.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/rtp_packet_builder.h"

namespace cw::essence {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr TaiTime kStart = TaiTime::from_ns(1'763'870'400'000'000'000);
constexpr Rate kClock = Rate::hz(48'000);

/// A sender of 1 ms audio packets on two legs.
class StreamIntakeTest : public ::testing::Test {
 public:
  std::optional<StreamIntake::Taken> put(Leg leg, int64_t n, Duration delay = microseconds{10}) {
    const int64_t ticks = kClock.index_at(kStart) + n * 48;
    builder.sequence(static_cast<uint16_t>(n + sequence_base)).timestamp(MediaTicks{ticks}.wrapped().value + ts_base);
    return sut.take(leg, builder.datagram(kClock.time_of(ticks) + milliseconds{1} + delay));
  }
  bool is_taken(Leg leg, int64_t n) { return put(leg, n).has_value(); }
  const rtp::LegStatistics& leg(Leg which) const { return sut.legs().legs[index_of(which)]; }

  StreamIntake sut{{.payload_type = PayloadType{97}, .clock = kClock, .leg_count = 2, .packets_per_second = 1'000}};
  test::RtpPacketBuilder builder = test::RtpPacketBuilder().payload_type(97).payload(std::vector<uint8_t>(288));
  int64_t sequence_base = 0;
  uint32_t ts_base = 0;
};

TEST_F(StreamIntakeTest, TakesTheFirstCopyWithItsNumberAndTime) {
  const auto taken = put(Leg::kBlue, 5);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->arrival.leg, Leg::kBlue);
  EXPECT_EQ(taken->arrival.sequence.value % 65'536, 5);
  EXPECT_TRUE(taken->time.locked);
  EXPECT_EQ(taken->time.ticks.value, kClock.index_at(kStart) + 5 * 48);
  EXPECT_FALSE(taken->restart);
  EXPECT_FALSE(is_taken(Leg::kRed, 5));
}

TEST_F(StreamIntakeTest, CountsWhatIsNoRtpAndWhatHasAnotherPayloadType) {
  EXPECT_TRUE(is_taken(Leg::kRed, 0));
  builder.version(1);
  EXPECT_FALSE(is_taken(Leg::kRed, 1));
  builder.version(2).payload_type(112);
  EXPECT_FALSE(is_taken(Leg::kRed, 2));
  const ReceiverSnapshot snapshot = sut.snapshot();
  EXPECT_EQ(snapshot.legs[0].bad_rtp, 1U);
  EXPECT_EQ(snapshot.legs[0].wrong_payload_type, 1U);
  EXPECT_EQ(snapshot.expected_payload_type, 97);
  EXPECT_EQ(snapshot.seen_payload_type, 112);
  EXPECT_EQ(snapshot.legs[0].packets, 1U);
}

TEST_F(StreamIntakeTest, CountsPaddingExtensionMarkersAndOctets) {
  builder.padding(4).extension_words(1).marker();
  EXPECT_TRUE(is_taken(Leg::kRed, 0));
  const ReceiverSnapshot snapshot = sut.snapshot();
  EXPECT_EQ(snapshot.legs[0].padded, 1U);
  EXPECT_EQ(snapshot.legs[0].extended, 1U);
  EXPECT_EQ(snapshot.legs[0].markers, 1U);
  EXPECT_EQ(snapshot.legs[0].octets, 12U + 8U + 288U + 4U);
}

TEST_F(StreamIntakeTest, FollowsANewSsrcAfterThreePackets) {
  for (int64_t n = 0; n < 500; ++n) EXPECT_TRUE(is_taken(Leg::kRed, n));
  builder.ssrc(0xBEEF);
  sequence_base = 100;  // the numbers it used a moment ago: without the SSRC they would be duplicates
  int lost = 0;
  bool restarted = false;
  for (int64_t n = 0; n < 100; ++n) {
    const auto taken = put(Leg::kRed, 500 + n - 300);
    lost += taken ? 0 : 1;
    restarted |= taken && taken->restart;
  }
  EXPECT_EQ(lost, 3);
  EXPECT_TRUE(restarted);
  EXPECT_EQ(sut.snapshot().ssrc_changes, 1U);
  EXPECT_EQ(sut.snapshot().legs[0].wrong_ssrc, 4U);
  EXPECT_EQ(sut.snapshot().legs[0].ssrc, 0xBEEFU);
}

TEST_F(StreamIntakeTest, StaysWithOneOfTwoSendersThatShareAFlow) {
  int taken = 0;
  for (int64_t n = 0; n < 2'000; ++n) {
    builder.ssrc(n / 10 % 2 == 0 ? 0xAAAA : 0xBBBB);  // bursts of ten
    taken += is_taken(Leg::kRed, n) ? 1 : 0;
  }
  EXPECT_LE(sut.snapshot().ssrc_changes, 1U);
  EXPECT_GT(taken, 900);
}

TEST_F(StreamIntakeTest, TakesTheOtherSenderOnceTheFollowedOneIsSilent) {
  for (int64_t n = 0; n < 200; ++n) {
    builder.ssrc(n / 10 % 2 == 0 ? 0xAAAA : 0xBBBB);
    static_cast<void>(put(Leg::kRed, n));
  }
  const auto followed = sut.snapshot().legs[0].ssrc;
  builder.ssrc(followed == 0xAAAA ? 0xBBBB : 0xAAAA);
  int taken = 0;
  for (int64_t n = 200; n < 400; ++n) taken += is_taken(Leg::kRed, n) ? 1 : 0;
  EXPECT_GE(taken, 95) << "100 ms of silence";
}

TEST_F(StreamIntakeTest, FollowsARestartOnBothLegs) {
  for (int64_t n = 0; n < 500; ++n) {
    EXPECT_TRUE(is_taken(Leg::kRed, n));
    EXPECT_FALSE(is_taken(Leg::kBlue, n));
  }
  builder.ssrc(0xBEEF);
  sequence_base = 31'000;
  int taken = 0;
  int restarts = 0;
  for (int64_t n = 500; n < 600; ++n) {
    for (const Leg which : {Leg::kRed, Leg::kBlue}) {
      const auto packet = put(which, n);
      taken += packet ? 1 : 0;
      restarts += packet && packet->restart ? 1 : 0;
    }
  }
  EXPECT_GE(taken, 100 - 6);
  EXPECT_EQ(restarts, 1);
}

TEST_F(StreamIntakeTest, StaysLockedWhenOnlyTheLegThatIsFourHundredMillisecondsLateIsLeft) {
  for (int64_t n = 0; n < 4'000; ++n) {
    if (n < 1'000) static_cast<void>(put(Leg::kRed, n));
    if (n >= 400) static_cast<void>(put(Leg::kBlue, n - 400, milliseconds{400}));
  }
  const ReceiverSnapshot snapshot = sut.snapshot();
  EXPECT_TRUE(snapshot.locked);
  EXPECT_EQ(snapshot.lock_changes, 0U);
  EXPECT_EQ(snapshot.time_jumps, 0U);
}

TEST_F(StreamIntakeTest, LegsMayHaveDifferentSsrcs) {
  for (int64_t n = 0; n < 100; ++n) {
    builder.ssrc(1);
    EXPECT_TRUE(is_taken(Leg::kRed, n));
    builder.ssrc(2);
    EXPECT_FALSE(is_taken(Leg::kBlue, n));
  }
  EXPECT_EQ(leg(Leg::kBlue).packets.get(), 100U);
  EXPECT_EQ(sut.snapshot().ssrc_changes, 0U);
}

TEST_F(StreamIntakeTest, SnapshotShowsMergeAndTime) {
  for (int64_t n = 0; n < 2'000; ++n) {
    if (n % 10 != 0) static_cast<void>(put(Leg::kRed, n));
    static_cast<void>(put(Leg::kBlue, n, microseconds{210}));
  }
  sut.finish();
  const ReceiverSnapshot snapshot = sut.snapshot();
  EXPECT_EQ(snapshot.legs[0].lost, 200U);
  EXPECT_EQ(snapshot.legs[1].lost, 0U);
  EXPECT_EQ(snapshot.recovered, 200U);
  EXPECT_EQ(snapshot.missing, 0U);
  EXPECT_EQ(snapshot.legs[1].skew_ns, 200'000);
  EXPECT_TRUE(snapshot.locked);
  EXPECT_NEAR(static_cast<double>(snapshot.rtp_offset_ns), 1'010'000, 250'000);
  EXPECT_GT(snapshot.legs[0].last_arrival_ns, kStart.ns());
}

TEST_F(StreamIntakeTest, SurvivesRandomDatagrams) {
  std::mt19937 random(13);
  std::vector<uint8_t> octets(64);
  for (int i = 0; i < 200'000; ++i) {
    for (uint8_t& octet : octets) octet = static_cast<uint8_t>(random());
    octets[0] = static_cast<uint8_t>(0x80 | (octets[0] & 0x3F));
    octets[1] = 97;
    UdpDatagram datagram;
    datagram.payload = Bytes(octets).first(random() % 64);
    datagram.arrival = kStart + microseconds{i};
    static_cast<void>(sut.take(i % 2 == 0 ? Leg::kRed : Leg::kBlue, datagram));
  }
}

}  // namespace
}  // namespace cw::essence
