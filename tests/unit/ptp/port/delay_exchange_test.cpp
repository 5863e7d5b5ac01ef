#include "ptp/port/delay_exchange.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/unit/ptp/port/recording_link.h"

namespace cw::ptp {
namespace {

using namespace std::chrono_literals;

struct DelayExchangeTest : testing::Test {
  PortConfig config;
  RecordingLink link;
  PortStatus status;
  MessageSender sender{127, link, status};
  DelayExchange sut{config, sender, status};
  LocalTime now = LocalTime::from_ns(1'000'000'000);

  void request() {
    if (!sut.running()) sut.start(now, {});
    while (!(*sut.next_deadline() <= now)) now += 1ms;
    sut.poll(now);
  }
  std::optional<MatchedDelay> respond(uint16_t sequence, int64_t correction = 0) {
    Header header;
    header.sequence = sequence;
    header.correction = correction;
    header.log_interval = -3;
    return sut.on_response(header, {.time_ns = 42, .requester = {}});
  }
};

TEST_F(DelayExchangeTest, CompletesWhicheverOfStampAndResponseComesFirst) {
  request();
  EXPECT_FALSE(sut.on_transmitted(link.sent[0].outgoing.stamp_id, now));
  const auto first = respond(link.sent[0].message.header.sequence, 9);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->sent, now);
  EXPECT_EQ(first->received_ns, 42);
  EXPECT_EQ(static_cast<int64_t>(first->correction), 9);
  request();
  EXPECT_FALSE(respond(link.sent[1].message.header.sequence));
  EXPECT_TRUE(sut.on_transmitted(link.sent[1].outgoing.stamp_id, now));
}

TEST_F(DelayExchangeTest, CountsResponsesToNoRequest) {
  request();
  const uint16_t sequence = link.sent[0].message.header.sequence;
  EXPECT_FALSE(respond(static_cast<uint16_t>(sequence + 1)));
  respond(sequence);
  respond(sequence);
  EXPECT_EQ(status.faults.unmatched_responses, 2U);
}

TEST_F(DelayExchangeTest, CountsWhatNeverCame) {
  for (int i = 0; i < 32; ++i) {
    request();
    if (i % 2 == 0) sut.on_transmitted(link.sent.back().outgoing.stamp_id, now);
  }
  EXPECT_EQ(status.faults.missing_delay_resp, 8U);
  EXPECT_EQ(status.faults.missing_stamps, 8U);
}

TEST_F(DelayExchangeTest, SpreadsItsRequestsOverTwiceTheInterval) {
  Duration shortest = 1h;
  Duration longest = 0s;
  request();
  const LocalTime begin = now;
  for (int i = 0; i < 400; ++i) {
    const LocalTime before = now;
    request();
    shortest = std::min(shortest, now - before);
    longest = std::max(longest, now - before);
  }
  EXPECT_LT(shortest, 20ms);
  EXPECT_GT(longest, 230ms);
  EXPECT_LE(longest, 251ms);
  EXPECT_NEAR(std::chrono::duration<double>(now - begin).count(), 400 * 0.125, 5);
}

TEST_F(DelayExchangeTest, CountsWhatCouldNotBeSent) {
  link.accepts = false;
  request();
  EXPECT_EQ(status.faults.send_failures, 1U);
  EXPECT_EQ(status.sent[static_cast<size_t>(MessageType::kDelayReq)], 0U);
}

}  // namespace
}  // namespace cw::ptp
