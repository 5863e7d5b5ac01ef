#include "gateway/app/emit_agent.h"

#include <gtest/gtest.h>

#include <deque>
#include <vector>

namespace cw::app {
namespace {

constexpr Duration kStall = std::chrono::milliseconds(20);
constexpr Duration kGap = std::chrono::microseconds(100);

struct TestFrame {
  TaiTime start;
  int packets = 0;
};

/// Packets of one octet, the packet's number, every kGap from the frame's start.
class TestPacketizer {
 public:
  bool begin(TestFrame frame) {
    frame_ = frame;
    next_ = 0;
    return frame.packets > 0;
  }
  [[nodiscard]] std::optional<TaiTime> next_due() const {
    if (next_ >= frame_.packets) return std::nullopt;
    return frame_.start + kGap * next_;
  }
  size_t write_next(MutableBytes out) {
    out[0] = static_cast<uint8_t>(next_++);
    return 1;
  }
  void skip_frame() { next_ = frame_.packets; }

 private:
  TestFrame frame_;
  int next_ = 0;
};

/// Lends from a fixed store and remembers what was sent.
class TestSink final : public packet_io::PacketSink {
 public:
  size_t lend(std::span<TxPacket> out) override {
    if (dry) return 0;
    for (TxPacket& packet : out) {
      store_.emplace_back(256);
      packet = {.data = store_.back().data(), .capacity_bytes = 256};
    }
    return out.size();
  }
  size_t transmit(std::span<TxPacket> filled) override {
    for (const TxPacket& packet : filled) sent.emplace_back(packet.data, packet.data + packet.size_bytes);
    return filled.size();
  }
  void give_back(std::span<TxPacket> unused) override { returned += unused.size(); }

  bool dry = false;
  size_t returned = 0;
  std::vector<std::vector<uint8_t>> sent;

 private:
  std::deque<std::vector<uint8_t>> store_;
};

class EmitAgentTest : public testing::Test {
 protected:
  EmitLegConfig leg_config(Leg leg, TestSink& sink, uint16_t port = 5004) {
    const Endpoint destination{{0xEF000001}, port};
    return {.leg = leg,
            .sink = &sink,
            .host = &host_,
            .header = packet_io::UdpFrameTemplate::create({.source_mac = {},
                                                           .destination_mac = {},
                                                           .vlan_id = 0,
                                                           .source = {{0xC0000201}, 5004},
                                                           .destination = destination}),
            .destination = destination};
  }
  void add_leg(Leg leg, TestSink& sink) { sut_.add_leg(leg_config(leg, sink)); }
  static int port_of(const std::vector<uint8_t>& frame) { return frame[36] << 8 | frame[37]; }
  void offer(TestFrame frame) { ASSERT_TRUE(sut_.input().try_push(std::move(frame))); }

  const TaiTime start_ = TaiTime::from_ns(1'000'000'000);
  packet_io::HostStack host_{packet_io::InterfaceAddress{.mac = {}, .address = {0xC0000201}}};
  TestSink red_;
  TestSink blue_;
  EmitAgent<TestPacketizer, TestFrame> sut_{TestPacketizer{}, kStall, 8};
};

TEST_F(EmitAgentTest, SendsEachPacketAtItsTimeAndNotBefore) {
  add_leg(Leg::kRed, red_);
  offer({start_, 3});

  const Work before = sut_.do_work(start_ - Duration{1});
  EXPECT_TRUE(red_.sent.empty());
  EXPECT_EQ(before.next, start_);

  (void)sut_.do_work(start_ + kGap);
  EXPECT_EQ(red_.sent.size(), 2U);
}

TEST_F(EmitAgentTest, SendsTheSameOctetsOnBothLegs) {
  add_leg(Leg::kRed, red_);
  add_leg(Leg::kBlue, blue_);
  offer({start_, 3});

  (void)sut_.do_work(start_ + kGap * 3);

  ASSERT_EQ(red_.sent.size(), 3U);
  EXPECT_EQ(red_.sent, blue_.sent);
}

TEST_F(EmitAgentTest, KeepsOneLegGoingWhenTheOtherHasNoBuffers) {
  add_leg(Leg::kRed, red_);
  add_leg(Leg::kBlue, blue_);
  red_.dry = true;
  offer({start_, 3});

  (void)sut_.do_work(start_ + kGap * 3);

  EXPECT_TRUE(red_.sent.empty());
  ASSERT_EQ(blue_.sent.size(), 3U);
  EXPECT_EQ(blue_.sent[2].back(), 2);
  EXPECT_EQ(sut_.legs()[0]->statistics().no_buffer.get(), 3U);
}

TEST_F(EmitAgentTest, KeepsTheNumberingWhenNoLegCanSend) {
  add_leg(Leg::kRed, red_);
  red_.dry = true;
  offer({start_, 3});
  (void)sut_.do_work(start_);
  red_.dry = false;

  (void)sut_.do_work(start_ + kGap);

  ASSERT_EQ(red_.sent.size(), 1U);
  EXPECT_EQ(red_.sent[0].back(), 1);
}

TEST_F(EmitAgentTest, ContinuesWithTheNextFrameAfterAStallWithoutABurst) {
  add_leg(Leg::kRed, red_);
  offer({start_, 50});
  (void)sut_.do_work(start_);
  offer({start_ + Duration{20'000'000}, 50});
  offer({start_ + Duration{100'000'000}, 2});

  (void)sut_.do_work(start_ + Duration{100'000'000});

  EXPECT_EQ(red_.sent.size(), 2U);
  EXPECT_EQ(sut_.statistics().stalled_frames.get(), 2U);
}

TEST_F(EmitAgentTest, ForgetsWhatWasScheduledWhenTheClockIsSetBack) {
  add_leg(Leg::kRed, red_);
  offer({start_, 50});
  offer({start_ + Duration{20'000'000}, 50});
  (void)sut_.do_work(start_);
  const TaiTime back = start_ - std::chrono::milliseconds(500);

  (void)sut_.do_work(back);
  offer({back + Duration{1'000'000}, 2});
  (void)sut_.do_work(back + Duration{2'000'000});

  EXPECT_EQ(red_.sent.size(), 1U + 2U) << "neither a wait for the old time nor its frames in the new";
  EXPECT_EQ(sut_.statistics().stalled_frames.get(), 2U);
}

TEST_F(EmitAgentTest, DoesNotWaitForAFrameThatWasMadeBeforeTheClockWasSetBack) {
  add_leg(Leg::kRed, red_);
  offer({start_ + std::chrono::hours(1), 2});
  offer({start_, 2});

  (void)sut_.do_work(start_ + kGap);

  EXPECT_EQ(red_.sent.size(), 2U);
}

TEST_F(EmitAgentTest, ReturnsWhatItBorrowed) {
  add_leg(Leg::kRed, red_);
  offer({start_, 3});
  (void)sut_.do_work(start_);
  EXPECT_EQ(red_.returned, 0U) << "the next packet is due soon";

  sut_.give_back();

  EXPECT_EQ(red_.returned, kMaxBurst - 1);
}

TEST_F(EmitAgentTest, LeavesTheBuffersToOthersBetweenFrames) {
  add_leg(Leg::kRed, red_);
  offer({start_, 2});
  (void)sut_.do_work(start_ + kGap);
  EXPECT_EQ(red_.sent.size(), 2U);
  EXPECT_EQ(red_.returned, kMaxBurst - 2);
}

TEST_F(EmitAgentTest, SendsElsewhereFromTheNextFrameOn) {
  add_leg(Leg::kRed, red_);
  offer({start_, 3});
  (void)sut_.do_work(start_);
  const std::array elsewhere{leg_config(Leg::kRed, red_, 6000)};
  sut_.retarget(elsewhere);
  offer({start_ + kGap * 3, 2});

  (void)sut_.do_work(start_ + kGap * 4);

  ASSERT_EQ(red_.sent.size(), 5U);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(port_of(red_.sent[i]), 5004) << "the frame under way";
  for (size_t i = 3; i < 5; ++i) EXPECT_EQ(port_of(red_.sent[i]), 6000);
}

TEST_F(EmitAgentTest, SendsElsewhereAtOnceBetweenFrames) {
  add_leg(Leg::kRed, red_);
  const std::array elsewhere{leg_config(Leg::kRed, red_, 6000)};
  sut_.retarget(elsewhere);
  offer({start_, 1});
  (void)sut_.do_work(start_);
  ASSERT_EQ(red_.sent.size(), 1U);
  EXPECT_EQ(port_of(red_.sent[0]), 6000);
}

TEST_F(EmitAgentTest, SendsNothingAndHoldsNoBuffersWhileItIsOff) {
  add_leg(Leg::kRed, red_);
  offer({start_, 2});
  (void)sut_.do_work(start_ + kGap);
  EmitLegConfig off = leg_config(Leg::kRed, red_);
  off.enabled = false;
  sut_.retarget(std::span(&off, 1));
  EXPECT_EQ(red_.returned, kMaxBurst - 2);
  offer({start_ + kGap * 2, 2});
  (void)sut_.do_work(start_ + kGap * 4);
  EXPECT_EQ(red_.sent.size(), 2U);
  EXPECT_EQ(sut_.input().size(), 0U) << "nothing piles up";

  const std::array on{leg_config(Leg::kRed, red_)};
  sut_.retarget(on);
  offer({start_ + kGap * 5, 2});
  (void)sut_.do_work(start_ + kGap * 6);
  EXPECT_EQ(red_.sent.size(), 4U);
}

TEST_F(EmitAgentTest, KeepsOneLegWhenTheOtherIsSwitchedOff) {
  add_leg(Leg::kRed, red_);
  add_leg(Leg::kBlue, blue_);
  std::array legs{leg_config(Leg::kRed, red_), leg_config(Leg::kBlue, blue_)};
  legs[0].enabled = false;
  sut_.retarget(legs);
  offer({start_, 2});
  (void)sut_.do_work(start_ + kGap);
  EXPECT_TRUE(red_.sent.empty());
  EXPECT_EQ(blue_.sent.size(), 2U);
  EXPECT_EQ(sut_.legs()[0]->statistics().no_buffer.get(), 0U);
}

}  // namespace
}  // namespace cw::app
