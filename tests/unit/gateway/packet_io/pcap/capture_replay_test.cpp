#include "gateway/packet_io/pcap/capture_replay.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "gateway/packet_io/ethernet.h"
#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/pcap/captured_streams.h"
#include "gateway/packet_io/pcap/pcap_reader.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/captures.h"

namespace cw::packet_io {
namespace {

const TaiTime kStart = TaiTime::from_ns(1'800'000'000'123'456'789);
const Rate k5994 = *Rate::create(60'000, 1001);
const Ipv4Address kOurAddress{0x0A000001};
const MacAddress kOurMac{{2, 0, 0, 0, 0, 1}};

struct Sent {
  TaiTime due;
  Leg leg = Leg::kRed;
  Endpoint destination;
  UdpDatagram datagram;
  CapturedRtpHeader rtp;
  std::vector<uint8_t> payload;
};

Sent write_one(CaptureReplay& sut) {
  std::array<uint8_t, 2048> frame{};
  Sent sent;
  sent.due = *sut.next_due();
  sent.leg = sut.next_leg();
  const size_t size = sut.write_next(frame.data(), frame.size());
  EXPECT_EQ(parse_frame(Bytes(frame).first(size), sent.due, &sent.datagram), FrameKind::kUdp);
  sent.payload.assign(sent.datagram.payload.begin(), sent.datagram.payload.end());
  sent.destination = sent.datagram.destination;
  if (const auto header = read_rtp_header(sent.datagram.payload)) sent.rtp = *header;
  return sent;
}

std::vector<Sent> write_many(CaptureReplay& sut, size_t count) {
  std::vector<Sent> all;
  while (all.size() < count && sut.next_due()) all.push_back(write_one(sut));
  return all;
}

ReplayConfig config_for(const std::filesystem::path& path) {
  ReplayConfig config;
  config.path = path;
  config.ports = {ReplayPort{kOurMac, kOurAddress, 0}, ReplayPort{kOurMac, kOurAddress, 42}};
  return config;
}

std::unique_ptr<CaptureReplay> started(const ReplayConfig& config) {
  auto replay = CaptureReplay::create(config);
  EXPECT_TRUE(replay) << replay.error().message;
  if (!replay) return nullptr;
  (*replay)->start(kStart);
  return std::move(*replay);
}

/// The unit whose alignment point has this time stamp, near `due`; −1 when the stamp is no alignment point's.
int64_t unit_of(const Sent& sent, Rate rate) {
  const MediaTicks ticks = unwrap_near(sent.rtp.timestamp, MediaTicks{kVideoClock.index_at(sent.due)});
  const int64_t unit = kVideoClock.rescale(ticks.value, rate);
  return rate.rescale(unit, kVideoClock) == ticks.value ? unit : -1;
}

TEST(CaptureReplay, PutsCaptionsOnTheFrameGridOfNowThroughLoops) {
  CW_REQUIRE_CAPTURE(path, "ST2110-40-Closed_Captions.cap");
  const auto sut = started(config_for(path));
  ASSERT_EQ(sut->streams().size(), 1U);
  EXPECT_EQ(sut->streams()[0].unit_rate, k5994);
  const size_t pass = sut->streams()[0].packets;
  const auto sent = write_many(*sut, 3 * pass);
  EXPECT_EQ(unit_of(sent[0], k5994), k5994.index_at(kStart) + 1);
  for (size_t i = 0; i < sent.size(); ++i) {
    const int64_t unit = unit_of(sent[i], k5994);
    ASSERT_GE(unit, 0) << "packet " << i << " is off the grid";
    ASSERT_GE(sent[i].due, k5994.time_of(unit)) << i;
    ASSERT_LT(sent[i].due, k5994.time_of(unit + 2)) << i;
    if (i == 0) continue;
    ASSERT_EQ(sent[i].rtp.sequence.value, static_cast<uint16_t>(sent[i - 1].rtp.sequence.value + 1)) << i;
    ASSERT_LE(unit - unit_of(sent[i - 1], k5994), 1) << i;
  }
  EXPECT_EQ(sut->statistics().loops.get(), 3U);
}

TEST(CaptureReplay, KeepsInterlacedFieldsOnTheirParity) {
  CW_REQUIRE_CAPTURE(path, "2110-40_5994i.pcap");
  const auto sut = started(config_for(path));
  EXPECT_TRUE(sut->streams()[0].interlaced);
  for (const auto& sent : write_many(*sut, 500)) {
    const int field = sent.payload[17] >> 6;
    ASSERT_TRUE(field == 2 || field == 3);
    ASSERT_EQ(unit_of(sent, k5994) & 1, field - 2);
  }
}

TEST(CaptureReplay, KeepsAudioSampleContinuousThroughLoops) {
  CW_REQUIRE_CAPTURE(path, "l24_48000_8ch_0125.pcap");
  const auto sut = started(config_for(path));
  EXPECT_EQ(sut->streams()[0].clock, Rate::hz(48'000));
  EXPECT_FALSE(sut->streams()[0].unit_rate);
  const auto sent = write_many(*sut, 25'000);
  for (size_t i = 1; i < sent.size(); ++i) {
    ASSERT_EQ(sent[i].rtp.timestamp.value, sent[i - 1].rtp.timestamp.value + 6) << i;
    ASSERT_EQ(sent[i].rtp.sequence.value, static_cast<uint16_t>(sent[i - 1].rtp.sequence.value + 1)) << i;
    const auto ticks = unwrap_near(sent[i].rtp.timestamp, MediaTicks{Rate::hz(48'000).index_at(sent[i].due)});
    const Duration lag = sent[i].due - Rate::hz(48'000).time_of(ticks.value);
    ASSERT_GE(lag, std::chrono::microseconds(125)) << i;
    ASSERT_LT(lag, std::chrono::milliseconds(10)) << i;
  }
}

ReplayConfig seamless_config(const std::filesystem::path& path) {
  auto config = config_for(path);
  ReplayFlow red;
  red.match = Endpoint{Ipv4Address{0xEF010202}, 6000};
  red.destination = Endpoint{Ipv4Address{0xEFC80001}, 5004};
  ReplayFlow blue;
  blue.match = Endpoint{Ipv4Address{0xEF010201}, 6000};
  blue.destination = Endpoint{Ipv4Address{0xEFC80002}, 5004};
  blue.leg = Leg::kBlue;
  config.flows = {red, blue};
  return config;
}

TEST(CaptureReplay, RewritesBothLegsOfASeamlessPairAlike) {
  CW_REQUIRE_CAPTURE(path, "ST2022-7-Audio.pcap");
  const auto sut = started(seamless_config(path));
  ASSERT_EQ(sut->streams().size(), 2U);
  EXPECT_EQ(sut->streams()[0].packets, sut->streams()[1].packets);
  std::map<uint16_t, uint32_t> stamps;
  std::array<std::optional<uint16_t>, 2> last;
  for (const auto& sent : write_many(*sut, 50'000)) {
    const uint16_t sequence = sent.rtp.sequence.value;
    auto& previous = last[index_of(sent.leg)];
    ASSERT_TRUE(!previous || sequence == static_cast<uint16_t>(*previous + 1));
    previous = sequence;
    const auto [entry, fresh] = stamps.try_emplace(sequence, sent.rtp.timestamp.value);
    ASSERT_EQ(entry->second, sent.rtp.timestamp.value);
    if (!fresh) stamps.erase(entry);
    ASSERT_EQ(sent.destination.address.value, sent.leg == Leg::kRed ? 0xEFC80001U : 0xEFC80002U);
    ASSERT_EQ(sent.datagram.vlan_id, sent.leg == Leg::kRed ? 0 : 42);
    ASSERT_EQ(sent.datagram.source.address, kOurAddress);
  }
}

TEST(CaptureReplay, OneInstancePerLegSendsTheSameAsOneForBoth) {
  CW_REQUIRE_CAPTURE(path, "derived_7_dev_loss.pcap");
  auto config = seamless_config(path);
  const auto both = started(config);
  config.only_leg = Leg::kBlue;
  const auto sut = started(config);
  ASSERT_EQ(sut->streams().size(), 1U);
  const auto all = write_many(*both, 40'000);
  size_t compared = 0;
  for (const auto& expected : all) {
    if (expected.leg != Leg::kBlue) continue;
    const auto sent = write_one(*sut);
    ASSERT_EQ(sent.due, expected.due);
    ASSERT_EQ(sent.payload, expected.payload);
    ++compared;
  }
  EXPECT_GT(compared, 15'000U);
}

TEST(CaptureReplay, ReplaysUntouchedAtItsOwnPace) {
  CW_REQUIRE_CAPTURE(path, "derived_7_dev_loss.pcap");
  auto config = config_for(path);
  config.timing = ReplayTiming::kOriginal;
  config.loop = false;
  const auto sut = started(config);
  auto reader = PcapReader::open(path);
  std::optional<TaiTime> first;
  while (const auto packet = reader->next()) {
    UdpDatagram captured;
    ASSERT_EQ(parse_frame(packet->frame, packet->arrival, &captured), FrameKind::kUdp);
    if (!first) first = packet->arrival;
    ASSERT_TRUE(sut->next_due());
    const auto sent = write_one(*sut);
    ASSERT_EQ(sent.due - kStart, packet->arrival - *first);
    ASSERT_TRUE(std::ranges::equal(sent.payload, captured.payload));
    ASSERT_EQ(sent.datagram.ttl, captured.ttl);
    ASSERT_EQ(sent.datagram.dscp, captured.dscp);
    ASSERT_EQ(sent.destination, captured.destination);
  }
  EXPECT_FALSE(sut->next_due());
}

TEST(CaptureReplay, PadsPacketsThatTheCaptureCut) {
  CW_REQUIRE_CAPTURE(path, "eemebe_first_frame.pcap");
  const auto sut = started(config_for(path));
  EXPECT_EQ(sut->statistics().padded_packets.get(), 4320U);
  EXPECT_TRUE(sut->streams()[0].interlaced);
  for (const auto& sent : write_many(*sut, 5000)) {
    ASSERT_FALSE(sent.datagram.truncated);
    ASSERT_GT(sent.payload.size(), 1000U);
  }
}

TEST(CaptureReplay, GoesOnWithNowAfterAStall) {
  CW_REQUIRE_CAPTURE(path, "ST2110-40-Closed_Captions.cap");
  const auto sut = started(config_for(path));
  write_many(*sut, 100);
  const TaiTime later = kStart + std::chrono::hours(30);
  sut->skip_to(later);
  const auto sent = write_one(*sut);
  EXPECT_GE(sent.due, later);
  EXPECT_LT(sent.due - later, std::chrono::milliseconds(40));
  EXPECT_GE(unit_of(sent, k5994), k5994.index_at(later) - 1);
  EXPECT_GT(sut->statistics().skipped_packets.get(), 1'000'000U);
}

TEST(CaptureReplay, AllocatesNothingAfterCreation) {
  CW_REQUIRE_CAPTURE(path, "ST2022-7-Audio.pcap");
  const auto sut = started(seamless_config(path));
  std::array<uint8_t, 2048> frame{};
  const test::AllocationGuard guard;
  for (int i = 0; i < 40'000; ++i) {
    ASSERT_TRUE(sut->next_due());
    ASSERT_GT(sut->write_next(frame.data(), frame.size()), 0U);
  }
  sut->skip_to(kStart + std::chrono::minutes(5));
}

TEST(CaptureReplay, LeavesAloneWhatIsNotRtp) {
  CW_REQUIRE_CAPTURE(path, "PTP_at_clock.pcap");
  const auto sut = started(config_for(path));
  for (const auto& stream : sut->streams()) EXPECT_FALSE(stream.retimed);
  EXPECT_TRUE(sut->next_due());
}

TEST(CaptureReplay, SaysWhyItCannotReplay) {
  EXPECT_FALSE(CaptureReplay::create(config_for("/nonexistent.pcap")));
  CW_REQUIRE_CAPTURE(path, "ptpv1.pcap");
  auto config = config_for(path);
  config.flows.resize(1);
  config.flows[0].match = Endpoint{Ipv4Address{0x01020304}, 1};
  const auto refused = CaptureReplay::create(config);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("no UDP packet that the flows select"), std::string::npos);
}

}  // namespace
}  // namespace cw::packet_io
