#include "gateway/app/receive_agent.h"

#include <gtest/gtest.h>

#include <vector>

#include "gateway/packet_io/udp_frame_template.h"
#include "tests/support/capturing_output.h"
#include "tests/support/rtp_packet_builder.h"

namespace cw::app {
namespace {

constexpr Endpoint kFlow{{0xEF000001}, 5004};
constexpr Ipv4Address kSender{0xC0000201};
constexpr Ipv4Address kOther{0xC0000202};

/// Hands out the frames that a test puts in.
class TestSource final : public packet_io::PacketSource {
 public:
  std::span<const RxPacket> receive(TaiTime) override {
    packets_.clear();
    for (const auto& frame : frames) packets_.push_back({.frame = frame, .arrival = TaiTime::from_ns(1'000'000'000)});
    return packets_;
  }
  void release() override { frames.clear(); }
  std::vector<std::vector<uint8_t>> frames;

 private:
  std::vector<RxPacket> packets_;
};

/// An audio receiver whose legs' packet counter tells what came.
struct TestReceiver {
  TestReceiver()
      : receiver({.payload_type = {97}, .clock = Rate::hz(48'000)},
                 std::move(essence::AudioAssembler::create({}, output).value())) {}
  [[nodiscard]] uint64_t packets() const { return receiver.legs().legs[0].packets.get(); }
  test::DroppingOutput<bus::AudioLease> output;
  AudioReceiver receiver;
};

class ReceiveAgentTest : public testing::Test {
 protected:
  void send(Ipv4Address from) {
    test::RtpPacketBuilder rtp;
    const Bytes packet = rtp.payload_type(97).sequence(sequence_++).payload(std::vector<uint8_t>(288)).bytes();
    auto headers = packet_io::UdpFrameTemplate::create(
        {.source_mac = {}, .destination_mac = {}, .source = {from, 5004}, .destination = kFlow});
    std::vector<uint8_t> frame(headers.header_octets() + packet.size());
    headers.write_headers(frame.data(), packet.size());
    std::ranges::copy(packet, frame.begin() + static_cast<ptrdiff_t>(headers.header_octets()));
    source_.frames.push_back(std::move(frame));
    (void)sut_.do_work(TaiTime::from_ns(1'000'000'000));
  }
  static packet_io::FlowKey key(Ipv4Address source) { return {.destination = kFlow, .source = source}; }

  uint16_t sequence_ = 1;
  TestSource source_;
  TestReceiver first_;
  TestReceiver second_;
  ReceiveAgent sut_{{.leg = Leg::kRed, .source = &source_}};
};

TEST_F(ReceiveAgentTest, GivesAFlowToItsReceiver) {
  ASSERT_TRUE(sut_.add_flow(key(kSender), &first_.receiver));
  send(kSender);
  send(kOther);
  EXPECT_EQ(first_.packets(), 1U);
  EXPECT_EQ(sut_.statistics().unknown_flows.get(), 1U);
}

TEST_F(ReceiveAgentTest, GivesAFlowToAllOfItsReceivers) {
  ASSERT_TRUE(sut_.add_flow(key(kSender), &first_.receiver));
  ASSERT_TRUE(sut_.add_flow(key(kSender), &second_.receiver));
  send(kSender);
  EXPECT_EQ(first_.packets(), 1U);
  EXPECT_EQ(second_.packets(), 1U);
}

TEST_F(ReceiveAgentTest, KeepsTheOthersWhenOneReceiverLeaves) {
  ASSERT_TRUE(sut_.add_flow(key(kSender), &first_.receiver));
  ASSERT_TRUE(sut_.add_flow(key(kSender), &second_.receiver));
  sut_.remove_flow(key(kSender), &first_.receiver);
  send(kSender);
  EXPECT_EQ(first_.packets(), 0U);
  EXPECT_EQ(second_.packets(), 1U);
  sut_.remove_flow(key(kSender), &second_.receiver);
  send(kSender);
  EXPECT_EQ(second_.packets(), 1U);
}

TEST_F(ReceiveAgentTest, DoesNotTakeAnySourcesDatagramsAwayFromAReceiverOfAnySource) {
  ASSERT_TRUE(sut_.add_flow(key({}), &first_.receiver));
  ASSERT_TRUE(sut_.add_flow(key(kSender), &second_.receiver));
  send(kSender);
  EXPECT_EQ(first_.packets(), 1U);
  EXPECT_EQ(second_.packets(), 1U);
  send(kOther);
  EXPECT_EQ(second_.packets(), 1U);
}

TEST_F(ReceiveAgentTest, UsesThePlacesOfFlowsThatHaveGone) {
  for (int round = 0; round < 3000; ++round) {
    ASSERT_TRUE(sut_.add_flow(key(kSender), &first_.receiver));
    sut_.remove_flow(key(kSender), &first_.receiver);
  }
  ASSERT_TRUE(sut_.add_flow(key(kSender), &first_.receiver));
  send(kSender);
  EXPECT_EQ(first_.packets(), 1U);
}

}  // namespace
}  // namespace cw::app
