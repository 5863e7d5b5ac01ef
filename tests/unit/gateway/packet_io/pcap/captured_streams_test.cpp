#include "gateway/packet_io/pcap/captured_streams.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/packet_io/pcap/rtp_capture.h"

namespace cw::packet_io {
namespace {

using test::captured_at;
using test::RtpCapture;

Expected<Capture> loaded(const RtpCapture& capture, const std::vector<ReplayFlow>& flows = {}) {
  ReplayConfig config;
  config.path = capture.path;
  config.flows = flows;
  return load_capture(config);
}

TEST(CapturedStreams, SeparatesSendersOnOneGroupBySsrc) {
  RtpCapture file("ssrc");
  for (uint16_t i = 0; i < 10; ++i) {
    file.add({.arrival = captured_at(i), .sequence = i, .ssrc = 1});
    file.add({.arrival = captured_at(i), .sequence = static_cast<uint16_t>(i + 500), .ssrc = 2});
  }
  file.finish();
  const auto sut = loaded(file);
  ASSERT_TRUE(sut) << sut.error().message;
  ASSERT_EQ(sut->streams.size(), 2U);
  EXPECT_EQ(sut->streams[1].packets.front().sequence, 500);
  EXPECT_EQ(sut->packets, 20U);
}

TEST(CapturedStreams, UnwrapsNumbersAndTimes) {
  RtpCapture file("wrap");
  for (uint16_t i = 0; i < 4; ++i) {
    file.add({.arrival = captured_at(i), .sequence = static_cast<uint16_t>(65'534 + i), .timestamp = 0xFFFFFFFE + i});
  }
  file.finish();
  const auto sut = loaded(file);
  EXPECT_EQ(sut->streams[0].packets[3].sequence, 65'537);
  EXPECT_EQ(sut->streams[0].packets[3].ticks, int64_t{0xFFFFFFFE} + 3);
}

TEST(CapturedStreams, FlowsWithAnythingElseStayWhole) {
  RtpCapture file("mixed");
  const Endpoint destination{Ipv4Address{0x0A000001}, 9000};
  file.add({.arrival = captured_at(0), .destination = destination});
  file.add_datagram(captured_at(1), destination, {1, 2, 3});
  file.finish();
  const auto sut = loaded(file);
  ASSERT_EQ(sut->streams.size(), 1U);
  EXPECT_FALSE(sut->streams[0].rtp);
}

TEST(CapturedStreams, TakesOnlyWhatTheFlowsSelect) {
  RtpCapture file("select");
  file.add({.arrival = captured_at(0), .destination = {Ipv4Address{0xEF000001}, 5004}});
  file.add({.arrival = captured_at(1), .destination = {Ipv4Address{0xEF000002}, 5004}});
  file.add({.arrival = captured_at(2), .destination = {Ipv4Address{0xEF000002}, 5006}});
  file.finish();
  ReplayFlow flow;
  flow.match = {Ipv4Address{0xEF000002}, 0};
  const auto sut = loaded(file, {flow});
  EXPECT_EQ(sut->packets, 2U);
  EXPECT_EQ(sut->left_out, 1U);
  EXPECT_EQ(sut->streams[0].flow, 0U);
}

TEST(CapturedStreams, RefusesMoreThanTheMemoryAllowsAndImpossibleTimes) {
  RtpCapture file("limits");
  for (uint16_t i = 0; i < 10; ++i) file.add({.arrival = captured_at(i), .sequence = i});
  file.finish();
  ReplayConfig config;
  config.path = file.path;
  config.max_memory_bytes = 100;
  EXPECT_FALSE(load_capture(config));
  RtpCapture far("far");
  far.add({.arrival = captured_at(0)});
  far.add({.arrival = captured_at(int64_t{800} * 86'400 * kNsPerSecond)});
  far.finish();
  EXPECT_FALSE(loaded(far));
}

TEST(RtpHeader, CountsCsrcsAndExtension) {
  std::vector<uint8_t> datagram(40);
  datagram[0] = 0x80 | 0x10 | 2;
  datagram[1] = 0x80 | 97;
  store_be16(&datagram[22], 3);  // after two CSRCs: profile, length in words
  const auto sut = read_rtp_header(datagram);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->octets, 12U + 8 + 4 + 12);
  EXPECT_TRUE(sut->marker);
  EXPECT_EQ(sut->payload_type.value, 97);
  for (size_t size = 0; size < sut->octets; ++size) EXPECT_FALSE(read_rtp_header(Bytes(datagram).first(size)));
  datagram[0] = 0x40;
  EXPECT_FALSE(read_rtp_header(datagram));
}

}  // namespace
}  // namespace cw::packet_io
