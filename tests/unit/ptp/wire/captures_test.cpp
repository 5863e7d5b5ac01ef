// What the parser makes of real networks' PTP, held against the descriptions beside the captures.
#include <cctype>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/pcap/pcap_reader.h"
#include "ptp/wire/messages.h"
#include "tests/support/captures.h"

namespace cw::ptp {
namespace {

using Json = nlohmann::json;

/// One datagram to port 319 or 320 and what became of it. The octets that `message` looks at are kept beside it.
struct Read {
  int frame = 0;  ///< 1-based
  int64_t arrival_ns = 0;
  std::optional<Message> message;
  WireFault fault = WireFault::kNone;
};

std::vector<Read> read_ptp(const std::filesystem::path& capture) {
  std::vector<Read> all;
  auto reader = packet_io::PcapReader::open(capture);
  int number = 0;
  while (const auto frame = reader->next()) {
    ++number;
    UdpDatagram datagram;
    if (packet_io::parse_frame(frame->frame, frame->arrival, &datagram) != packet_io::FrameKind::kUdp) continue;
    if (datagram.destination.port != 319 && datagram.destination.port != 320) continue;
    Read& read = all.emplace_back();
    read.frame = number;
    read.arrival_ns = datagram.arrival.ns();
    read.message = parse_message(datagram.payload, &read.fault);
    if (read.message) read.message->tlvs = {};
  }
  return all;
}

Json description_of(const std::filesystem::path& capture) {
  return Json::parse(std::ifstream(capture.string() + ".json"));
}

std::string hex(const ClockIdentity& clock) {
  std::string text;
  for (const char c : to_string(clock)) {
    if (c != '-') text += static_cast<char>(std::tolower(c));
  }
  return text;
}

std::string type_name(MessageType type) {
  switch (type) {
    case MessageType::kAnnounce: return "Announce";
    case MessageType::kSync: return "Sync";
    case MessageType::kSignaling: return "Signaling";
    default: return "another";
  }
}

void expect_announce(const AnnounceBody& body, const Json& expected) {
  EXPECT_EQ(body.origin_ns, expected["ts_ns"]);
  EXPECT_EQ(body.utc_offset_s, expected["utc_offset"]);
  EXPECT_EQ(body.priority1, expected["priority1"]);
  EXPECT_EQ(body.priority2, expected["priority2"]);
  EXPECT_EQ(Json(hex(body.grandmaster)), expected["gm"]);
  EXPECT_EQ(body.quality.clock_class, expected["clock_class"]);
  EXPECT_EQ(body.quality.accuracy, std::stoi(expected["accuracy"].get<std::string>(), nullptr, 16));
  EXPECT_EQ(body.quality.variance, expected["variance"]);
  EXPECT_EQ(body.steps_removed, expected["steps_removed"]);
  EXPECT_EQ(body.time_source, std::stoi(expected["time_source"].get<std::string>(), nullptr, 16));
}

void expect_header(const Header& header, const Json& expected) {
  EXPECT_EQ(Json(type_name(header.type)), expected["type"]);
  EXPECT_EQ(header.version, expected["version"]);
  EXPECT_EQ(header.sdo, expected["transportSpecific"]);
  EXPECT_EQ(header.length, expected["length"]);
  EXPECT_EQ(header.domain, expected["domain"]);
  EXPECT_EQ(header.flags, std::stoi(expected["flags"].get<std::string>(), nullptr, 16));
  EXPECT_EQ(header.correction, 0);
  EXPECT_EQ(Json(hex(header.source.clock)), expected["clock"]);
  EXPECT_EQ(header.source.port, expected["port"]);
  EXPECT_EQ(header.sequence, expected["seq"]);
  EXPECT_EQ(header.log_interval, expected["log_interval"]);
}

TEST(CapturedPtp, GivesEveryMessageFieldByField) {
  CW_REQUIRE_CAPTURE(capture, "PTP_at_clock.pcap");
  const auto expected = description_of(capture)["messages"];
  const auto all = read_ptp(capture);
  ASSERT_EQ(all.size(), expected.size());
  for (size_t i = 0; i < all.size(); ++i) {
    SCOPED_TRACE("frame " + std::to_string(all[i].frame));
    EXPECT_EQ(all[i].frame, expected[i]["frame"]);
    EXPECT_EQ(all[i].arrival_ns, expected[i]["t_ns"]);
    ASSERT_TRUE(all[i].message);
    expect_header(all[i].message->header, expected[i]);
    if (const auto* body = std::get_if<AnnounceBody>(&all[i].message->body)) expect_announce(*body, expected[i]);
  }
}

TEST(CapturedPtp, GivesTheCountsDomainsAndClocks) {
  CW_REQUIRE_CAPTURE(capture, "PTP_at_clock.pcap");
  const auto expected = description_of(capture);
  std::map<std::string, int> counts;
  std::set<int> domains;
  std::set<std::string> clocks;
  std::set<std::string> grandmasters;
  for (const Read& read : read_ptp(capture)) {
    ASSERT_TRUE(read.message);
    ++counts["v2 " + type_name(read.message->header.type)];
    domains.insert(read.message->header.domain);
    clocks.insert(hex(read.message->header.source.clock));
    if (const auto* body = std::get_if<AnnounceBody>(&read.message->body)) grandmasters.insert(hex(body->grandmaster));
  }
  EXPECT_EQ(Json(counts), expected["counts"]);
  EXPECT_EQ(Json(domains), expected["domains"]);
  EXPECT_EQ(Json(clocks), expected["clocks"]);
  EXPECT_EQ(Json(grandmasters), expected["grandmasters"]);
}

TEST(CapturedPtp, GivesTheTimesOfEverySync) {
  CW_REQUIRE_CAPTURE(capture, "PTP_at_clock.pcap");
  const auto expected = description_of(capture)["sync_pairs"];
  size_t count = 0;
  for (const Read& read : read_ptp(capture)) {
    if (!read.message || read.message->header.type != MessageType::kSync) continue;
    ASSERT_LT(count, expected.size());
    EXPECT_EQ(read.frame, expected[count]["frame"]);
    EXPECT_EQ((read.message->header.flags & flags::kTwoStep) != 0, expected[count]["kind"] != "one-step");
    EXPECT_EQ(std::get<EventBody>(read.message->body).origin_ns, expected[count]["t1"]);
    EXPECT_EQ(read.arrival_ns, expected[count]["t2"]);
    ++count;
  }
  EXPECT_EQ(count, expected.size());
}

TEST(CapturedPtp, OfVersion1IsToldAndLeftAlone) {
  CW_REQUIRE_CAPTURE(capture, "ptpv1.pcap");
  const auto all = read_ptp(capture);
  EXPECT_EQ(all.size(), description_of(capture)["ptp_messages"]);
  for (const Read& read : all) {
    EXPECT_FALSE(read.message);
    EXPECT_EQ(read.fault, WireFault::kVersion1);
  }
}

}  // namespace
}  // namespace cw::ptp
