#include "gateway/essence/anc_40/anc_packetizer.h"

#include <gtest/gtest.h>

#include <vector>

#include "gateway/rtp/rtp_view.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/capturing_output.h"
#include "tests/unit/gateway/essence/anc_40/anc_test_kit.h"

namespace cw::essence {
namespace {

using bus::AncField;

const FrameRate kNtsc = *FrameRate::create(30'000, 1'001);
constexpr int64_t kFrame = 52'863'000'000;

struct Sent {
  std::vector<uint8_t> octets;
  TaiTime due;
  [[nodiscard]] rtp::RtpView view() const {
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    return *rtp::RtpView::parse(octets, &fault);
  }
  [[nodiscard]] AncPayloadHeader header() const { return *read_anc_payload_header(view().payload()); }
};

class AncPacketizerTest : public ::testing::Test {
 protected:
  static AncPacketizer make(bool interlaced) {
    AncPacketizerConfig config;
    config.rate = kNtsc;
    config.interlaced = interlaced;
    config.first = SequenceNumber{65'535};
    return AncPacketizer::create(config).value();
  }
  bus::AncLease frame(int64_t index, AncField field, uint32_t packets, uint8_t words = 40) {
    bus::AncLease lease = pool_.try_lease();
    lease->rate = kNtsc;
    lease->index = index;
    lease->field = field;
    lease->count = 0;
    for (uint32_t i = 0; i < packets; ++i)
      *lease->append() = test::anc_packet({0x61, 0x01}, words, static_cast<uint8_t>(i));
    return lease;
  }
  static std::vector<Sent> drain(AncPacketizer& sut) {
    std::vector<Sent> sent;
    std::vector<uint8_t> buffer(1'500);
    while (const auto due = sut.next_due()) {
      const size_t size = sut.write_next(buffer);
      sent.push_back({{buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(size)}, *due});
    }
    return sent;
  }
  bus::AncPool pool_{8};
};

TEST_F(AncPacketizerTest, SendsAFrameInOneMarkedPacketAtItsStart) {
  AncPacketizer sut = make(false);
  EXPECT_FALSE(sut.next_due().has_value());
  ASSERT_TRUE(sut.begin(frame(kFrame, AncField::kProgressive, 3)));
  const auto sent = drain(sut);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].due, kNtsc.time_of(kFrame));
  EXPECT_TRUE(sent[0].view().marker());
  EXPECT_EQ(sent[0].view().timestamp(), MediaTicks{kNtsc.rescale(kFrame, kVideoClock)}.wrapped());
  EXPECT_EQ(sent[0].header().anc_count, 3);
  EXPECT_EQ(sent[0].header().field, AncField::kProgressive);
  EXPECT_EQ(sent[0].header().length, 3 * anc_packet_bytes(40));
  EXPECT_EQ(sent[0].view().payload().size(), kAncPayloadHeaderBytes + 3 * anc_packet_bytes(40));
}

TEST_F(AncPacketizerTest, SendsAKeepAliveForAnEmptyFrame) {
  AncPacketizer sut = make(false);
  ASSERT_TRUE(sut.begin(frame(kFrame, AncField::kProgressive, 0)));
  const auto sent = drain(sut);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].octets.size(), 20U);
  EXPECT_TRUE(sent[0].view().marker());
  EXPECT_EQ(sent[0].header().anc_count, 0);
  EXPECT_EQ(sent[0].header().length, 0);
  EXPECT_EQ(sut.statistics().keep_alives.get(), 1U);
}

TEST_F(AncPacketizerTest, SpreadsALargeFrameOverPacketsAndMarksTheLast) {
  AncPacketizer sut = make(false);
  ASSERT_TRUE(sut.begin(frame(kFrame, AncField::kProgressive, 20, 255)));
  const auto sent = drain(sut);
  ASSERT_EQ(sent.size(), 5U) << "four packets of 328 octets fit 1,452";
  uint32_t total = 0;
  for (size_t i = 0; i < sent.size(); ++i) {
    EXPECT_LE(sent[i].octets.size() + 8, 1'460U);
    EXPECT_EQ(sent[i].view().marker(), i + 1 == sent.size());
    EXPECT_EQ(sent[i].view().timestamp(), sent[0].view().timestamp());
    if (i > 0) {
      EXPECT_GT(sent[i].due, sent[i - 1].due);
    }
    total += sent[i].header().anc_count;
  }
  EXPECT_EQ(total, 20U);
  EXPECT_LT(sent.back().due, kNtsc.time_of(kFrame + 1));
}

TEST_F(AncPacketizerTest, CountsTheExtendedSequenceNumberOn) {
  AncPacketizer sut = make(false);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(sut.begin(frame(kFrame + i, AncField::kProgressive, 0)));
    const auto sent = drain(sut);
    EXPECT_EQ(sent[0].view().sequence().value, i == 0 ? 65'535 : 0);
    EXPECT_EQ(sent[0].header().extended_sequence, i);
  }
}

TEST_F(AncPacketizerTest, GivesEachFieldItsOwnTime) {
  AncPacketizer sut = make(true);
  const FrameRate fields = *FrameRate::create(60'000, 1'001);
  for (int64_t unit = 2 * kFrame; unit < 2 * kFrame + 6; ++unit) {
    ASSERT_TRUE(sut.begin(frame(unit / 2, unit % 2 == 0 ? AncField::kFirst : AncField::kSecond, 1)));
    const auto sent = drain(sut);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].view().timestamp(), MediaTicks{fields.rescale(unit, kVideoClock)}.wrapped());
    EXPECT_EQ(sent[0].due, fields.time_of(unit));
    EXPECT_EQ(sent[0].header().field, unit % 2 == 0 ? AncField::kFirst : AncField::kSecond);
  }
}

TEST_F(AncPacketizerTest, RefusesFramesOfAnotherRateOrScan) {
  AncPacketizer sut = make(false);
  EXPECT_FALSE(sut.begin(frame(kFrame, AncField::kFirst, 1)));
  auto other_rate = frame(kFrame, AncField::kProgressive, 1);
  other_rate->rate = FrameRate::hz(25);
  EXPECT_FALSE(sut.begin(std::move(other_rate)));
  EXPECT_EQ(sut.statistics().format_mismatches.get(), 2U);
}

TEST_F(AncPacketizerTest, DropsTheRestOfTheFrameAfterAStall) {
  AncPacketizer sut = make(false);
  ASSERT_TRUE(sut.begin(frame(kFrame, AncField::kProgressive, 20, 255)));
  std::vector<uint8_t> buffer(1'500);
  EXPECT_GT(sut.write_next(buffer), 0U);
  sut.skip_frame();
  EXPECT_FALSE(sut.next_due().has_value());
  EXPECT_EQ(sut.statistics().skipped_anc_packets.get(), 16U);
  EXPECT_EQ(sut.write_next(buffer), 0U);
}

TEST_F(AncPacketizerTest, RefusesAPacketSizeThatTakesNoAncPacket) {
  AncPacketizerConfig config;
  config.rate = kNtsc;
  config.max_udp_octets = 300;
  EXPECT_FALSE(AncPacketizer::create(config).has_value());
  config.max_udp_octets = 9'000;
  EXPECT_FALSE(AncPacketizer::create(config).has_value());
  config.max_udp_octets = 8'960;
  EXPECT_TRUE(AncPacketizer::create(config).has_value());
}

TEST_F(AncPacketizerTest, AllocatesNothing) {
  AncPacketizer sut = make(false);
  std::vector<uint8_t> buffer(1'500);
  test::AllocationGuard guard;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(sut.begin(frame(kFrame + i, AncField::kProgressive, 10, 100)));
    while (sut.next_due()) sut.write_next(buffer);
  }
}

}  // namespace
}  // namespace cw::essence
