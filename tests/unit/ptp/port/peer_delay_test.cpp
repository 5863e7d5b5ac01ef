#include "ptp/port/peer_delay.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/unit/ptp/port/recording_link.h"

namespace cw::ptp {
namespace {

using namespace std::chrono_literals;

struct PeerDelayTest : testing::Test {
  PortConfig config;
  RecordingLink link;
  PortStatus status;
  MessageSender sender{127, link, status};
  PeerDelay sut{config, sender, status};
  const LocalTime t1 = LocalTime::from_ns(1'000'000);

  PeerDelayTest() {
    sut.start(t1);
    sut.poll(t1);
  }
  Header header(bool two_step, uint8_t peer = 1) const {
    Header header;
    header.flags = two_step ? flags::kTwoStep : uint16_t{0};
    header.sequence = link.sent.back().message.header.sequence;
    header.source.clock.octets[7] = peer;
    return header;
  }
  uint32_t stamp_id() const { return link.sent.back().outgoing.stamp_id; }
};

TEST_F(PeerDelayTest, AsksThePeerAlone) {
  ASSERT_EQ(link.sent.size(), 1U);
  EXPECT_EQ(link.sent[0].outgoing.destination, Destination::kPeerMulticast);
  EXPECT_TRUE(link.sent[0].outgoing.event);
}

TEST_F(PeerDelayTest, TakesTheTurnaroundOffTheRoundTrip) {
  EXPECT_FALSE(sut.on_transmitted(stamp_id(), t1));
  EXPECT_FALSE(sut.on_response(header(true), {.time_ns = 500, .requester = {}}, t1 + 1'300ns));
  Header follow_up = header(false);
  follow_up.correction = 100 * 0x10000;
  EXPECT_EQ(sut.on_follow_up(follow_up, {.time_ns = 1'200, .requester = {}}), 250ns);  // (1300 - 700 - 100) / 2
  EXPECT_EQ(status.mean_link_delay, 250ns);
}

TEST_F(PeerDelayTest, TheOrderDoesNotMatter) {
  EXPECT_FALSE(sut.on_follow_up(header(false), {.time_ns = 1'200, .requester = {}}));
  EXPECT_FALSE(sut.on_response(header(true), {.time_ns = 500, .requester = {}}, t1 + 1'300ns));
  EXPECT_EQ(sut.on_transmitted(stamp_id(), t1), 300ns);
}

TEST_F(PeerDelayTest, AOneStepPeerPutsItsTurnaroundIntoTheCorrection) {
  sut.on_transmitted(stamp_id(), t1);
  Header response = header(false);
  response.correction = 700 * 0x10000;
  EXPECT_EQ(sut.on_response(response, {.time_ns = 0, .requester = {}}, t1 + 1'300ns), 300ns);
}

TEST_F(PeerDelayTest, TheSecondPeerOnALinkIsCountedNotUsed) {
  sut.on_transmitted(stamp_id(), t1);
  sut.on_response(header(true, 1), {.time_ns = 500, .requester = {}}, t1 + 1'300ns);
  EXPECT_FALSE(sut.on_response(header(true, 2), {.time_ns = 1, .requester = {}}, t1 + 9'000ns));
  EXPECT_EQ(status.faults.multiple_peers, 1U);
  EXPECT_EQ(sut.on_follow_up(header(false, 1), {.time_ns = 1'200, .requester = {}}), 300ns);
}

TEST_F(PeerDelayTest, AnswersToOthersAreNotOurs) {
  PortIdentity other;
  other.port = 7;
  EXPECT_FALSE(sut.on_response(header(true), {.time_ns = 500, .requester = other}, t1 + 1'300ns));
  EXPECT_EQ(status.faults.unmatched_responses, 0U);
}

TEST_F(PeerDelayTest, CountsAPeerThatDoesNotAnswer) {
  sut.on_transmitted(stamp_id(), t1);
  sut.poll(t1 + 1s);
  EXPECT_EQ(status.faults.missing_delay_resp, 1U);
  sut.poll(t1 + 2s);
  EXPECT_EQ(status.faults.missing_stamps, 1U);
}

}  // namespace
}  // namespace cw::ptp
