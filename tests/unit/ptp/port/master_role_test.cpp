#include "ptp/port/master_role.h"

#include <algorithm>
#include <atomic>
#include <chrono>

#include <gtest/gtest.h>

#include "ptp/port/peer_responder.h"
#include "tests/unit/ptp/port/recording_link.h"

namespace cw::ptp {
namespace {

using namespace std::chrono_literals;

struct MasterRoleTest : testing::Test {
  std::atomic<int64_t> counter_ns{1'000};
  DisciplinedClock clock{LocalCounter::driven_by(counter_ns), TaiTime::from_ns(5'000'000'000)};
  ClockServo servo{ServoConfig{}, clock};
  UtcTracker utc{std::nullopt};
  PtpClientConfig clock_config;
  ClockContext clock_context{clock_config, servo, clock, utc};
  PortConfig config;
  RecordingLink link;
  PortStatus status;
  MessageSender sender{127, link, status};
  MasterRole sut{PortContext{clock_context, config, sender, status}};
  const LocalTime now = LocalTime::from_ns(1'000);

  MasterRoleTest() {
    clock.set_utc_offset_s(37);
    sut.start(now);
    sut.poll(now);
  }
  const RecordingLink::Sent* find(MessageType type) const {
    const auto found = std::ranges::find(link.sent, type, [](const auto& s) { return s.message.header.type; });
    return found == link.sent.end() ? nullptr : &*found;
  }
};

TEST_F(MasterRoleTest, AnnouncesTheConfiguredClock) {
  ASSERT_NE(find(MessageType::kAnnounce), nullptr);
  const Message& message = find(MessageType::kAnnounce)->message;
  const auto& body = std::get<AnnounceBody>(message.body);
  EXPECT_EQ(message.header.flags, flags::kPtpTimescale | flags::kUtcOffsetValid);
  EXPECT_EQ(message.header.domain, 127);
  EXPECT_EQ(message.header.log_interval, -2);
  EXPECT_EQ(body.utc_offset_s, 37);
  EXPECT_EQ(body.priority1, 128);
  EXPECT_EQ(body.quality, ClockQuality{});
}

TEST_F(MasterRoleTest, TellsWhenItsSyncHasLeft) {
  ASSERT_NE(find(MessageType::kSync), nullptr);
  const RecordingLink::Sent sync = *find(MessageType::kSync);
  EXPECT_EQ(sync.message.header.flags, flags::kTwoStep);
  sut.on_transmitted(sync.outgoing.stamp_id, now + 250ns);
  ASSERT_NE(find(MessageType::kFollowUp), nullptr);
  const Message& follow_up = find(MessageType::kFollowUp)->message;
  EXPECT_EQ(follow_up.header.sequence, sync.message.header.sequence);
  EXPECT_EQ(std::get<EventBody>(follow_up.body).origin_ns, clock.tai_of(now + 250ns).ns());
}

TEST_F(MasterRoleTest, CountsASyncWithoutAStamp) {
  sut.poll(now + 125ms);
  EXPECT_EQ(status.faults.missing_stamps, 1U);
  EXPECT_EQ(find(MessageType::kFollowUp), nullptr);
}

TEST_F(MasterRoleTest, MakesUpForNoStall) {
  const size_t before = link.sent.size();
  sut.poll(now + 10s);
  sut.poll(now + 10s + 1ms);
  EXPECT_EQ(link.sent.size(), before + 2);  // one Announce and one Sync
}

TEST_F(MasterRoleTest, EchoesTheCorrectionOfADelayRequest) {
  Header request;
  request.sequence = 77;
  request.correction = 123;
  request.source.port = 9;
  sut.on_delay_req(request, {}, now);
  const Message& response = link.sent.back().message;
  EXPECT_EQ(response.header.type, MessageType::kDelayResp);
  EXPECT_EQ(response.header.sequence, 77);
  EXPECT_EQ(response.header.correction, 123);
  EXPECT_EQ(response.header.log_interval, -3);
  EXPECT_EQ(std::get<ResponseBody>(response.body).requester.port, 9);
  EXPECT_EQ(link.sent.back().outgoing.destination, Destination::kPrimaryMulticast);
}

TEST_F(MasterRoleTest, AnswersAUnicastRequestToTheSenderAlone) {
  Header request;
  request.flags = flags::kUnicast;
  sut.on_delay_req(request, {0x0A000001}, now);
  EXPECT_EQ(link.sent.back().outgoing.destination, Destination::kUnicast);
  EXPECT_EQ(link.sent.back().outgoing.unicast, Ipv4Address{0x0A000001});
  EXPECT_EQ(link.sent.back().message.header.flags, flags::kUnicast);
  EXPECT_EQ(link.sent.back().message.header.log_interval, 0x7F);
}

TEST_F(MasterRoleTest, IsSilentWhenStopped) {
  sut.stop();
  const size_t before = link.sent.size();
  sut.poll(now + 10s);
  sut.on_delay_req({}, {}, now);
  EXPECT_EQ(link.sent.size(), before);
  EXPECT_FALSE(sut.next_deadline());
}

TEST_F(MasterRoleTest, APeerIsToldWhenTheAnswerLeft) {
  PeerResponder responder{clock, sender, status};
  Header request;
  request.sequence = 5;
  request.correction = 40;
  responder.on_request(request, {}, now);
  const RecordingLink::Sent response = link.sent.back();
  EXPECT_EQ(response.message.header.type, MessageType::kPdelayResp);
  EXPECT_EQ(response.outgoing.destination, Destination::kPeerMulticast);
  EXPECT_EQ(std::get<ResponseBody>(response.message.body).time_ns, clock.tai_of(now).ns());
  responder.on_transmitted(response.outgoing.stamp_id, now + 300ns);
  const Message& follow_up = link.sent.back().message;
  EXPECT_EQ(follow_up.header.type, MessageType::kPdelayRespFollowUp);
  EXPECT_EQ(follow_up.header.sequence, 5);
  EXPECT_EQ(follow_up.header.correction, 40);
  EXPECT_EQ(std::get<ResponseBody>(follow_up.body).time_ns, clock.tai_of(now + 300ns).ns());
}

}  // namespace
}  // namespace cw::ptp
