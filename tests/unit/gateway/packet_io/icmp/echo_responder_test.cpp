#include "gateway/packet_io/icmp/echo_responder.h"

#include <gtest/gtest.h>

#include "gateway/packet_io/ethernet.h"
#include "gateway/packet_io/host_stack.h"
#include "tests/support/capturing_sink.h"
#include "tests/unit/gateway/packet_io/frame_builder.h"

namespace cw::packet_io {
namespace {

using namespace cw::test;  // NOLINT(google-build-using-namespace)

Frame echo(size_t payload, uint8_t type = 8) {
  Frame message{type, 0, 0, 0, 0x12, 0x34, 0, 1};
  put(message, counting(payload));
  put_checksum(message, 2);
  return message;
}
Frame ping(size_t payload = 56) { return ethernet({}, ipv4({.protocol = 1, .tos = 0x20}, echo(payload))); }

class Echo : public ::testing::Test {
 protected:
  std::vector<Frame> answers_to(const Frame& frame, uint16_t vlan_id = 0) {
    HostStack sut({.mac = kOurMac, .address = kOurAddress, .vlan_id = vlan_id, .mtu = 9000});
    sut.poll(now_, sink_);  // the announcements
    now_ += std::chrono::seconds(2);
    sut.poll(now_, sink_);
    sink_.frames.clear();
    sut.on_frame(frame, now_);
    sut.poll(now_, sink_);
    return sink_.take();
  }
  TaiTime now_;
  CapturingSink sink_;
};

TEST_F(Echo, SendsTheSameOctetsBack) {
  for (const size_t size : {0, 1, 56, 1472, 8972}) {
    const auto answers = answers_to(ping(size));
    ASSERT_EQ(answers.size(), 1U) << size;
    const Frame& frame = answers[0];
    EXPECT_EQ(load_mac(frame.data()), kPeerMac);
    EXPECT_EQ(load_mac(&frame[6]), kOurMac);
    EXPECT_EQ(sum16(&frame[14], 20), 0xFFFF) << "IP checksum";
    EXPECT_EQ(load_be32(&frame[26]), kOurAddress.value);
    EXPECT_EQ(load_be32(&frame[30]), kPeerAddress.value);
    EXPECT_EQ(Frame(frame.begin() + 34, frame.end()), echo(size, 0));
  }
}

TEST_F(Echo, AnswersOnItsVlan) {
  const auto answers = answers_to(ethernet({.vlan_ids = {9}}, ipv4({.protocol = 1}, echo(8))), 9);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(load_be16(&answers[0][14]), 9);
}

TEST_F(Echo, LeavesIpOptionsAndPaddingOut) {
  Frame request = ethernet({}, ipv4({.protocol = 1, .options = {1, 1, 1, 0}}, echo(4)));
  request.resize(60, 0xEE);
  const auto answers = answers_to(request);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(Frame(answers[0].begin() + 34, answers[0].end()), echo(4, 0));
}

TEST_F(Echo, AnswersNothingElse) {
  EXPECT_TRUE(answers_to(ethernet({}, ipv4({.destination = {0x0A000002}, .protocol = 1}, echo(8)))).empty())
      << "another address";
  EXPECT_TRUE(answers_to(ethernet({.destination = multicast_mac({0xE0000001})},
                                  ipv4({.destination = {0xE0000001}, .protocol = 1}, echo(8))))
                  .empty())
      << "a group";
  EXPECT_TRUE(answers_to(ethernet({.destination = kPeerMac}, ipv4({.protocol = 1}, echo(8)))).empty())
      << "another host's frame, seen in promiscuous mode";
  EXPECT_TRUE(answers_to(ethernet({}, ipv4({.protocol = 1}, echo(8, 0)))).empty()) << "a reply";
  Frame damaged = ping();
  damaged.back() ^= 1;
  EXPECT_TRUE(answers_to(damaged).empty()) << "wrong checksum";
  Frame cut = ping();
  cut.pop_back();
  EXPECT_TRUE(answers_to(cut).empty()) << "cut";
  EXPECT_TRUE(answers_to(ethernet({}, ipv4({.protocol = 1}, Frame{8, 0, 0xF7}))).empty()) << "too short";
}

}  // namespace
}  // namespace cw::packet_io
