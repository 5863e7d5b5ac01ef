#include "gateway/essence/anc_40/anc_assembler.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/allocation_guard.h"
#include "tests/support/capturing_output.h"
#include "tests/support/rtp_packet_builder.h"
#include "tests/unit/gateway/essence/anc_40/anc_test_kit.h"

namespace cw::essence {
namespace {

using bus::AncField;
using bus::AncPacket;
using std::chrono::milliseconds;
using test::anc_packet;
using test::anc_payload;

constexpr DidSdid kCdp{0x61, 0x01};
constexpr DidSdid kAtc{0x60, 0x60};
constexpr int64_t kFrame = 44'096'760'000;

class AncAssemblerTest : public ::testing::Test {
 protected:
  explicit AncAssemblerTest(FrameRate rate = FrameRate::hz(25), bool interlaced = false)
      : rate_(rate), unit_rate_(interlaced ? *FrameRate::create(2 * rate.num(), rate.den()) : rate) {
    AncAssemblerConfig config;
    config.rate = rate;
    config.interlaced = interlaced;
    sut_ = AncAssembler::create(config, output_).value();
  }
  /// Packet `sequence_` of unit `unit` (counted from kFrame's start).
  void put(int64_t unit, std::vector<uint8_t> payload, bool marker, Duration delay = Duration{0}) {
    put_numbered(next_++, unit, std::move(payload), marker, delay);
  }
  void put_numbered(int64_t sequence, int64_t unit, std::vector<uint8_t> payload, bool marker,
                    Duration delay = Duration{0}) {
    const int64_t ticks = ticks_of(unit);
    const Bytes bytes = builder_.payload(std::move(payload)).marker(marker).bytes();
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    const auto view = rtp::RtpView::parse(bytes, &fault);
    const TaiTime tai = kVideoClock.time_of(ticks);
    sut_->on_packet(
        *view, {.ticks = MediaTicks{ticks}, .tai = tai, .locked = locked_, .jump = std::exchange(jump_, false)},
        {.leg = Leg::kRed, .sequence = ExtendedSequenceNumber{sequence}, .arrival = tai + delay, .first = true});
  }
  [[nodiscard]] int64_t ticks_of(int64_t unit) const { return unit_rate_.rescale(base_ + unit, kVideoClock); }
  [[nodiscard]] TaiTime time_of(int64_t unit) const { return unit_rate_.time_of(base_ + unit); }
  const AncAssemblerStatistics& statistics() const { return sut_->statistics(); }
  const bus::AncFrame& frame(size_t i) const { return *output_.published.at(i); }

  FrameRate rate_;
  FrameRate unit_rate_;
  int64_t base_ = kFrame;
  int64_t next_ = 100;
  bool locked_ = true;
  bool jump_ = false;
  test::RtpPacketBuilder builder_;
  test::CapturingOutput<bus::AncLease> output_;
  std::unique_ptr<AncAssembler> sut_;
};

class AncFieldsTest : public AncAssemblerTest {
 protected:
  AncFieldsTest() : AncAssemblerTest(*FrameRate::create(30'000, 1'001), true) {}
};

TEST_F(AncAssemblerTest, PublishesAUnitWithItsMarker) {
  put(0, anc_payload({}), true);
  sut_->poll(time_of(0) + milliseconds{10});
  output_.published.clear();
  put(1, anc_payload({anc_packet(kCdp, 40)}), false);
  put(1, anc_payload({anc_packet(kAtc, 16), anc_packet({0x41, 0x05}, 8)}), false);
  EXPECT_TRUE(output_.published.empty());
  put(1, anc_payload({}), true);
  ASSERT_EQ(output_.published.size(), 1U);
  EXPECT_EQ(frame(0).count, 3U);
  EXPECT_EQ(frame(0).index, kFrame + 1);
  EXPECT_EQ(frame(0).tai, time_of(1));
  EXPECT_TRUE(frame(0).complete);
  EXPECT_TRUE(frame(0).locked);
  EXPECT_EQ(frame(0).packets[0].id, kCdp);
  EXPECT_EQ(frame(0).packets[1].id, kAtc);
  EXPECT_EQ(frame(0).packets[2].id, (DidSdid{0x41, 0x05}));
  EXPECT_EQ(statistics().keep_alives.get(), 2U);
  EXPECT_EQ(statistics().bad_anc_packets.get(), 0U);
}

TEST_F(AncAssemblerTest, NeverCallsTheFirstUnitComplete) {
  put(0, anc_payload({anc_packet(kCdp, 40)}), true);
  EXPECT_TRUE(output_.published.empty()) << "what came before it may still come on the other leg";
  put(1, anc_payload({anc_packet(kCdp, 40)}), true);
  ASSERT_EQ(output_.published.size(), 2U);
  EXPECT_FALSE(frame(0).complete);
  EXPECT_TRUE(frame(1).complete);
}

TEST_F(AncAssemblerTest, OrdersPacketsByNumberWhateverOrderTheyComeIn) {
  put(0, anc_payload({}), true);
  for (const int64_t n : {4, 0, 3, 1, 2}) {
    put_numbered(101 + n, 1, anc_payload({anc_packet(kCdp, 10, static_cast<uint8_t>(n))}), n == 4);
  }
  ASSERT_EQ(output_.published.size(), 2U);
  for (uint32_t i = 0; i < 5; ++i) EXPECT_EQ(frame(1).packets[i].line, 9 + i);
  EXPECT_TRUE(frame(1).complete);
}

TEST_F(AncAssemblerTest, KeepsUnitsInOrderWhenTheyOverlap) {
  put(0, anc_payload({}), true);
  put_numbered(101, 1, anc_payload({anc_packet(kCdp, 10, 1)}), false);
  put_numbered(103, 2, anc_payload({anc_packet(kCdp, 10, 2)}), true);
  EXPECT_EQ(output_.published.size(), 1U);
  put_numbered(102, 1, anc_payload({anc_packet(kAtc, 16)}), true);
  ASSERT_EQ(output_.published.size(), 3U);
  EXPECT_EQ(frame(1).index, kFrame + 1);
  EXPECT_EQ(frame(1).count, 2U);
  EXPECT_EQ(frame(2).index, kFrame + 2);
  EXPECT_TRUE(frame(2).complete);
}

TEST_F(AncAssemblerTest, MarksAUnitThatLostAPacketWhenTheHoldTimeIsOver) {
  put(0, anc_payload({}), true);
  put(1, anc_payload({}), true);
  put_numbered(102, 2, anc_payload({anc_packet(kCdp, 10)}), false);
  put_numbered(104, 2, anc_payload({anc_packet(kAtc, 16)}), true);
  sut_->poll(time_of(2) + milliseconds{9});
  EXPECT_EQ(output_.published.size(), 2U);
  sut_->poll(time_of(2) + milliseconds{10});
  ASSERT_EQ(output_.published.size(), 3U);
  EXPECT_FALSE(frame(2).complete);
  EXPECT_EQ(frame(2).count, 2U);
  put_numbered(103, 2, anc_payload({}), false, milliseconds{12});
  EXPECT_EQ(statistics().late_packets.get(), 1U);
  put_numbered(105, 3, anc_payload({}), true);
  EXPECT_TRUE(frame(3).complete);
}

TEST_F(AncAssemblerTest, ReadsASenderThatNeverSetsTheMarker) {
  for (int64_t unit = 0; unit < 10; ++unit) {
    put(unit, anc_payload({anc_packet(kCdp, 10)}), false);
    put(unit, anc_payload({anc_packet(kAtc, 16)}), false);
  }
  sut_->poll(time_of(10) + milliseconds{200});
  ASSERT_EQ(output_.published.size(), 10U);
  for (size_t i = 1; i < 9; ++i) {
    EXPECT_EQ(frame(i).count, 2U);
    EXPECT_TRUE(frame(i).complete);
  }
  EXPECT_EQ(statistics().unmarked_units.get(), 10U);
}

TEST_F(AncAssemblerTest, LosesNothingOfASenderThatMarksEveryPacket) {
  put(0, anc_payload({}), true);
  for (int64_t unit = 1; unit < 10; ++unit) {
    put(unit, anc_payload({anc_packet(kCdp, 10)}), true);
    put(unit, anc_payload({anc_packet(kAtc, 16)}), true);
  }
  sut_->flush();
  uint32_t packets = 0;
  for (const auto& published : output_.published) packets += published->count;
  EXPECT_EQ(packets, 18U);
  EXPECT_EQ(statistics().late_packets.get(), 0U);
}

TEST_F(AncAssemblerTest, PublishesTheLastUnitWhenTheSenderFallsSilent) {
  put(0, anc_payload({anc_packet(kCdp, 10)}), false);
  sut_->poll(time_of(0) + milliseconds{89});
  EXPECT_TRUE(output_.published.empty());
  sut_->poll(time_of(0) + milliseconds{90});
  EXPECT_EQ(output_.published.size(), 1U);
}

TEST_F(AncAssemblerTest, DeliversBadPacketsFlagged) {
  put(0, anc_payload({}), true);
  AncPacket wrong_sum = anc_packet(kCdp, 10);
  wrong_sum.checksum_word ^= 1;
  AncPacket wrong_b9 = anc_packet(kCdp, 10);
  wrong_b9.checksum_word ^= 0x200;
  AncPacket wrong_parity = anc_packet(kCdp, 10);
  wrong_parity.did_word ^= 0x200;
  put(1, anc_payload({wrong_sum, wrong_b9, wrong_parity}), true);
  ASSERT_EQ(output_.published.size(), 2U);
  EXPECT_EQ(frame(1).packets[0].faults, bus::kAncFaultChecksum);
  EXPECT_EQ(frame(1).packets[1].faults, bus::kAncFaultChecksumB9Only);
  EXPECT_EQ(frame(1).packets[2].faults, bus::kAncFaultDidParity);
  EXPECT_EQ(statistics().bad_anc_packets.get(), 3U);
  EXPECT_EQ(statistics().parity_faults.get(), 1U);
  EXPECT_EQ(statistics().checksum_faults.get(), 1U);
  EXPECT_EQ(statistics().checksum_b9_faults.get(), 1U);
}

TEST_F(AncAssemblerTest, CountsWhatIsWrongWithThePayload) {
  auto payload = anc_payload({anc_packet(kCdp, 10)});
  payload[3] = static_cast<uint8_t>(payload[3] + 4);  // Length says more than there is
  put(0, payload, true);
  EXPECT_EQ(statistics().length_faults.get(), 1U);
  payload = anc_payload({anc_packet(kCdp, 10)});
  payload[7] = 1;
  put(1, payload, true);
  EXPECT_EQ(statistics().reserved_faults.get(), 1U);
  payload = anc_payload({anc_packet(kCdp, 10)}, AncField::kInvalid);
  put(2, payload, true);
  EXPECT_EQ(statistics().field_faults.get(), 1U);
  payload = anc_payload({anc_packet(kCdp, 10)});
  payload[4] = 3;  // ANC_Count
  put(3, payload, true);
  EXPECT_EQ(statistics().missing_anc_packets.get(), 2U);
  payload[4] = 0;
  put(4, payload, true);
  EXPECT_EQ(statistics().leftover_octets.get(), anc_packet_bytes(10));
  put(5, {1, 2, 3}, true);
  EXPECT_EQ(statistics().short_payloads.get(), 1U);
  sut_->flush();
  EXPECT_EQ(output_.published.size(), 5U);
}

TEST_F(AncAssemblerTest, KeepsTheFirstPacketsOfAUnitThatHoldsTooMany) {
  put(0, anc_payload({}), true);
  std::vector<AncPacket> many(40, anc_packet(kAtc, 16));
  put(1, anc_payload(many), false);
  put(1, anc_payload(many), true);
  ASSERT_EQ(output_.published.size(), 2U);
  EXPECT_EQ(frame(1).count, bus::kMaxAncPackets);
  EXPECT_EQ(statistics().overflowing_anc_packets.get(), 80U - bus::kMaxAncPackets);
}

TEST_F(AncAssemblerTest, GoesOnWhenConsumersHoldThePool) {
  for (int64_t unit = 0; unit < 60; ++unit) put(unit, anc_payload({anc_packet(kCdp, 10)}), true);
  EXPECT_GT(statistics().no_memory.get(), 0U);
  output_.published.clear();
  for (int64_t unit = 60; unit < 70; ++unit) put(unit, anc_payload({anc_packet(kCdp, 10)}), true);
  EXPECT_EQ(output_.published.size(), 10U);
}

TEST_F(AncAssemblerTest, MapsAnUnlockedSenderByItsMappedTime) {
  locked_ = false;
  for (int64_t unit = 0; unit < 5; ++unit) put(unit, anc_payload({anc_packet(kCdp, 10)}), true);
  ASSERT_EQ(output_.published.size(), 5U);
  EXPECT_FALSE(frame(4).locked);
  EXPECT_EQ(frame(4).index, kFrame + 4);
  EXPECT_EQ(frame(4).tai, kVideoClock.time_of(ticks_of(4)));
}

TEST_F(AncAssemblerTest, FollowsATimeLineThatJumpsBack) {
  locked_ = false;
  for (int64_t unit = 0; unit < 5; ++unit) put(unit, anc_payload({anc_packet(kCdp, 10)}), true);
  base_ -= 100'000;
  jump_ = true;
  for (int64_t unit = 0; unit < 5; ++unit) put(unit, anc_payload({anc_packet(kCdp, 10)}), true);
  EXPECT_EQ(output_.published.size(), 10U);
  EXPECT_EQ(statistics().late_packets.get(), 0U);
}

TEST_F(AncFieldsTest, GivesBothFieldsTheirFrameAndTheirTime) {
  base_ = 2 * kFrame;
  for (int64_t unit = 0; unit < 10; ++unit) {
    put(unit, anc_payload({anc_packet(kAtc, 16)}, unit % 2 == 0 ? AncField::kFirst : AncField::kSecond), true);
  }
  ASSERT_EQ(output_.published.size(), 10U);
  for (size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(frame(i).index, kFrame + static_cast<int64_t>(i / 2));
    EXPECT_EQ(frame(i).field, i % 2 == 0 ? AncField::kFirst : AncField::kSecond);
    EXPECT_EQ(frame(i).tai, time_of(static_cast<int64_t>(i)));
  }
  EXPECT_EQ(statistics().field_faults.get(), 0U);
}

TEST_F(AncFieldsTest, SeparatesFieldsThatShareATimestamp) {
  base_ = 2 * kFrame;
  for (int64_t unit = 0; unit < 10; unit += 2) {
    put(unit, anc_payload({anc_packet(kAtc, 16)}, AncField::kFirst), true);
    put(unit, anc_payload({anc_packet(kCdp, 16)}, AncField::kSecond), true);
  }
  ASSERT_EQ(output_.published.size(), 10U);
  for (const auto& published : output_.published) EXPECT_EQ(published->count, 1U);
  EXPECT_EQ(statistics().late_packets.get(), 0U);
}

TEST_F(AncAssemblerTest, SurvivesRandomOctets) {
  std::mt19937 random(12);
  for (int i = 0; i < 50'000; ++i) {
    std::vector<uint8_t> payload(random() % 200);
    for (uint8_t& octet : payload) octet = static_cast<uint8_t>(random());
    if (payload.size() > 8) payload[2] = 0;
    jump_ = random() % 100 == 0;
    put_numbered(static_cast<int64_t>(random() % 4'000), static_cast<int64_t>(random() % 50), payload,
                 random() % 4 == 0);
    if (i % 20 == 0) output_.published.clear();
  }
}

TEST_F(AncAssemblerTest, RefusesRatesThatAreNoFrameRates) {
  AncAssemblerConfig config;
  config.rate = FrameRate::hz(90'000);
  EXPECT_FALSE(AncAssembler::create(config, output_).has_value());
}

TEST(AncAssembler, AllocatesNothing) {
  test::DroppingOutput<bus::AncLease> output;
  AncAssemblerConfig config;
  config.rate = FrameRate::hz(50);
  auto sut = AncAssembler::create(config, output).value();
  test::RtpPacketBuilder builder;
  const Bytes bytes = builder.payload(anc_payload({anc_packet(kCdp, 73), anc_packet(kAtc, 16)})).marker().bytes();
  rtp::RtpFault fault = rtp::RtpFault::kNone;
  const auto view = rtp::RtpView::parse(bytes, &fault);
  test::AllocationGuard guard;
  for (int64_t n = 0; n < 2'000; ++n) {
    if (n % 10 == 3) continue;
    const TaiTime now = kVideoClock.time_of(n * 1'800);
    sut->on_packet(*view, {.ticks = MediaTicks{n * 1'800}, .tai = now, .locked = true, .jump = n == 900},
                   {.leg = Leg::kRed, .sequence = ExtendedSequenceNumber{n}, .arrival = now, .first = true});
    sut->poll(now);
  }
  EXPECT_EQ(output.count, 1'800U);
}

}  // namespace
}  // namespace cw::essence
