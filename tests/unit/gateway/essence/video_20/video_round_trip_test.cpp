// VideoPacketizer → two shuffled, lossy legs → StreamReceiver<VideoAssembler>: what comes out is what went in, to the bit.
#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/essence/stream_receiver.h"
#include "gateway/essence/video_20/sample_row_data.h"
#include "gateway/essence/video_20/video_assembler.h"
#include "tests/support/allocation_guard.h"
#include "tests/unit/gateway/essence/video_20/video_test_kit.h"

namespace cw::essence {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

struct Case {
  std::string name;
  bus::VideoFormat format;
  PackingMode packing = PackingMode::kBlock;
};

bus::VideoFormat at_rate(bus::VideoFormat format, int64_t num, int64_t den) {
  format.rate = *Rate::create(num, den);
  return format;
}

std::vector<Case> cases() {
  using enum bus::Scan;
  using test::video_format;
  return {{"hd_1080p50_10bit", video_format(1920, 1080, 10)},
          {"hd_1080p50_10bit_gpm", video_format(1920, 1080, 10), PackingMode::kGeneral},
          {"hd_1080p5994_8bit", at_rate(video_format(1920, 1080, 8), 60'000, 1001)},
          {"hd_1080i50", video_format(1920, 1080, 10, kInterlaced)},
          {"hd_1080i5994", at_rate(video_format(1920, 1080, 10, kInterlaced), 30'000, 1001)},
          {"hd_1080psf2398", at_rate(video_format(1920, 1080, 10, kPsf), 24'000, 1001)},
          {"hd_720p50", video_format(1280, 720, 10)},
          {"sd_525i_8bit", at_rate(video_format(720, 487, 8, kInterlaced), 30'000, 1001)},
          {"dci_4096x2160_gpm", video_format(4096, 2160, 10), PackingMode::kGeneral},
          {"uhd_3840x2160_8bit", video_format(3840, 2160, 8)},
          {"cinema_1998x1080", at_rate(video_format(1998, 1080, 10), 24, 1)},
          {"narrow_62x33_gpm", video_format(62, 33, 10), PackingMode::kGeneral},
          {"tiny_2x2_interlaced_gpm", video_format(2, 2, 8, kInterlaced), PackingMode::kGeneral}};
}

/// One copy of a packet on its way.
struct Flight {
  const test::SentPacket* packet = nullptr;
  Leg leg = Leg::kRed;
  TaiTime arrival;
};

class VideoRoundTrip : public testing::TestWithParam<Case> {
 public:
  static constexpr size_t kFrames = 4;

  VideoRoundTrip() {
    VideoPacketizerConfig config;
    config.format = format;
    config.packing = GetParam().packing;
    config.first = SequenceNumber{65'000};
    VideoPacketizer packetizer = std::move(VideoPacketizer::create(config).value());
    const int64_t first = format.rate.index_at(TaiTime::from_ns(test::kSomeSecond * kNsPerSecond));
    for (size_t i = 0; i < kFrames; ++i) {
      pictures.push_back(source.picture(first + static_cast<int64_t>(i), static_cast<uint32_t>(i + 1)));
      auto packets = test::packets_of(packetizer, pictures.back());
      std::move(packets.begin(), packets.end(), std::back_inserter(sent));
    }
    per_frame = packetizer.packets_per_frame();
    VideoAssemblerConfig assembler;
    assembler.format = format;
    assembler.pool_frames = kFrames + kMinVideoPoolFrames;
    StreamReceiverConfig receiver_config;
    receiver_config.payload_type = config.payload_type;
    receiver_config.leg_count = 2;
    receiver_config.packets_per_second = static_cast<uint32_t>(
        per_frame * static_cast<size_t>(format.rate.index_at(TaiTime::from_ns(kNsPerSecond)) + 1));
    receiver.emplace(receiver_config, std::move(VideoAssembler::create(assembler, output).value()));
  }

  /// Both legs, red first by 3 ms, each packet up to 40 µs late, some of them twice.
  template <typename IsLost>
  std::vector<Flight> fly(IsLost&& is_lost) {
    std::vector<Flight> flights;
    for (size_t i = 0; i < sent.size(); ++i) {
      const auto jitter = [&] { return microseconds(random() % 40); };
      const TaiTime red = sent[i].due + microseconds(20) + jitter();
      if (!is_lost(i, Leg::kRed)) flights.push_back({&sent[i], Leg::kRed, red});
      if (!is_lost(i, Leg::kBlue)) flights.push_back({&sent[i], Leg::kBlue, red + milliseconds(3) + jitter()});
      if (random() % 50 == 0 && !is_lost(i, Leg::kRed)) flights.push_back({&sent[i], Leg::kRed, red + jitter()});
    }
    std::stable_sort(flights.begin(), flights.end(),
                     [](const Flight& a, const Flight& b) { return a.arrival < b.arrival; });
    return flights;
  }

  void land(const std::vector<Flight>& flights) {
    for (const Flight& flight : flights) {
      UdpDatagram datagram;
      datagram.payload = flight.packet->octets;
      datagram.arrival = flight.arrival;
      receiver->on_datagram(flight.leg, datagram);
      receiver->poll(flight.arrival);
    }
    receiver->finish();
  }

  const bus::VideoFormat format = GetParam().format;
  test::PictureSource source{format, kFrames};
  std::vector<bus::VideoLease> pictures;
  std::vector<test::SentPacket> sent;
  size_t per_frame = 0;
  test::CapturedVideo output;
  std::optional<StreamReceiver<VideoAssembler>> receiver;
  std::mt19937 random{7};
};

TEST_P(VideoRoundTrip, IsBitExactWhenEachLegLosesOtherPackets) {
  std::set<size_t> lost_red;
  std::set<size_t> lost_blue;
  for (size_t i = 1; i < sent.size(); ++i) {  // the very first packet tells the merge where the stream begins
    const auto dice = random() % 20;
    if (dice == 0) lost_red.insert(i);
    if (dice == 1) lost_blue.insert(i);
  }
  const auto flights = fly([&](size_t i, Leg leg) { return (leg == Leg::kRed ? lost_red : lost_blue).contains(i); });
  {
    const test::AllocationGuard guard;
    land(flights);
  }
  ASSERT_EQ(output.frames.size(), kFrames);
  for (size_t i = 0; i < kFrames; ++i) {
    const bus::VideoFrame& frame = *output.frames[i];
    EXPECT_TRUE(frame.complete);
    EXPECT_TRUE(frame.locked);
    EXPECT_EQ(frame.missing_octets, 0U);
    EXPECT_EQ(frame.index, pictures[i]->index);
    EXPECT_EQ(frame.tai, format.rate.time_of(frame.index));
    EXPECT_EQ(frame.leg_packets[0] + frame.leg_packets[1], per_frame);
    EXPECT_TRUE(test::same_picture(frame, *pictures[i])) << i;
  }
  const VideoAssemblerStatistics& statistics = receiver->assembler().statistics();
  EXPECT_EQ(statistics.overlapping_octets.get(), 0U);
  EXPECT_EQ(statistics.sequence_mismatch.get(), 0U);
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 0);
  EXPECT_EQ(statistics.detected_width.get(), format.width);
  EXPECT_EQ(statistics.detected_height.get(), format.height);
}

TEST_P(VideoRoundTrip, MissesExactlyWhatBothLegsLost) {
  // Of the third frame every eleventh packet or so; the others come whole.
  std::set<size_t> lost;
  size_t lost_octets = 0;
  for (size_t i = 2 * per_frame; i < 3 * per_frame; ++i) {
    if (random() % 11 != 0 && per_frame != 2) continue;
    rtp::RtpFault fault{};
    VideoPayload payload;
    ASSERT_EQ(parse_video_payload(rtp::RtpView::parse(sent[i].octets, &fault)->payload(), &payload), SrdFault::kNone);
    lost.insert(i);
    lost_octets += payload.data.size();
    if (per_frame == 2) break;
  }
  land(fly([&](size_t i, Leg) { return lost.contains(i); }));
  ASSERT_EQ(output.frames.size(), kFrames);
  for (const size_t i : {0, 1, 3}) EXPECT_TRUE(test::same_picture(*output.frames[i], *pictures[i])) << i;
  const bus::VideoFrame& frame = *output.frames[2];
  EXPECT_EQ(frame.complete, lost.empty());
  EXPECT_EQ(frame.missing_octets, lost_octets);
  for (size_t line = 0; line < format.height; ++line) {
    // A line is the new one, the old one, or cut at the edges of lost packets: then no sample may be anything else.
    const auto actual = test::line_of(frame, line);
    const auto fresh = test::line_of(*pictures[2], line);
    const auto stale = test::line_of(*pictures[1], line);
    for (size_t x = 0; x < actual.size(); ++x) ASSERT_TRUE(actual[x] == fresh[x] || actual[x] == stale[x]);
  }
}

TEST_P(VideoRoundTrip, TakesASenderWithARandomClock) {
  for (test::SentPacket& packet : sent) {
    store_be32(packet.octets.data() + 4, load_be32(packet.octets.data() + 4) + 1'234'567'890);
  }
  land(fly([](size_t, Leg) { return false; }));
  ASSERT_EQ(output.frames.size(), kFrames);
  for (size_t i = 0; i < kFrames; ++i) {
    EXPECT_FALSE(output.frames[i]->locked);
    EXPECT_TRUE(output.frames[i]->complete);
    EXPECT_TRUE(test::same_picture(*output.frames[i], *pictures[i])) << i;
    EXPECT_LE(std::abs(output.frames[i]->index - pictures[i]->index), 1);
    EXPECT_EQ(output.frames[i]->index, output.frames[0]->index + static_cast<int64_t>(i));
  }
}

INSTANTIATE_TEST_SUITE_P(EachFormat, VideoRoundTrip, testing::ValuesIn(cases()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace cw::essence
