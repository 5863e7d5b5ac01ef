// The figures that an independent program derived from real captures, against those of the engine: RTP, -30 and 2022-7.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "gateway/essence/audio_30/audio_assembler.h"
#include "gateway/essence/audio_30/pcm_codec.h"
#include "gateway/essence/stream_receiver.h"
#include "gateway/rtp/leg_merger.h"
#include "tests/component/expected_values_kit.h"
#include "tests/support/capturing_output.h"
#include "tests/support/sha256.h"

namespace cw {
namespace {

using test::ExpectedCapture;
using test::Json;

class ExpectedRtpValues : public ::testing::TestWithParam<std::string> {};

/// What the flow's packets say, counted by the classes under test.
struct RtpFigures {
  rtp::LegMerger merger{rtp::LegMergerConfig{.leg_count = 1}};
  uint64_t frames = 0, cut = 0, packets = 0, markers = 0, padded = 0, extended = 0;
  std::set<uint32_t> timestamps, ssrcs;
  std::set<uint8_t> payload_types;
  std::map<std::string, uint64_t> payload_octets;
  std::set<uint8_t> ttl, dscp;
  uint16_t first_sequence = 0, last_sequence = 0;
  uint32_t first_timestamp = 0, last_timestamp = 0;

  void take(const UdpDatagram& datagram) {
    ++frames;
    cut += datagram.truncated ? 1U : 0U;
    ttl.insert(datagram.ttl);
    dscp.insert(datagram.dscp);
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    const auto packet = rtp::RtpView::parse(datagram.payload, &fault);
    if (!packet) return;
    ExtendedSequenceNumber extended_number;
    static_cast<void>(merger.on_packet(Leg::kRed, *packet, datagram.arrival, &extended_number));
    if (packets++ == 0) {
      first_sequence = packet->sequence().value;
      first_timestamp = packet->timestamp().value;
    }
    last_sequence = packet->sequence().value;
    last_timestamp = packet->timestamp().value;
    markers += packet->marker() ? 1U : 0U;
    padded += packet->padding_octets() != 0 ? 1U : 0U;
    extended += packet->has_extension() ? 1U : 0U;
    timestamps.insert(packet->timestamp().value);
    ssrcs.insert(packet->ssrc().value);
    payload_types.insert(packet->payload_type().value);
    // Where the capture cut the packet, the UDP header still tells what was on the wire; the engine sees what is there.
    if (!datagram.truncated) ++payload_octets[std::to_string(packet->payload().size())];
  }
};

void compare_rtp(const Json& expected, RtpFigures& got) {
  const rtp::LegStatistics& leg = got.merger.statistics().legs[0];
  EXPECT_EQ(expected.at("packets"), got.packets);
  EXPECT_EQ(expected.at("packets"), leg.packets.get());
  EXPECT_EQ(expected.at("lost"), leg.lost.get());
  EXPECT_EQ(expected.at("lost"), got.merger.statistics().missing.get());
  EXPECT_EQ(expected.at("reordered"), leg.reordered.get());
  EXPECT_EQ(expected.at("duplicates"), leg.duplicates.get());
  EXPECT_EQ(got.merger.statistics().restarts.get(), 0U);
  EXPECT_EQ(expected.at("markers"), got.markers);
  EXPECT_EQ(expected.at("padding_packets"), got.padded);
  EXPECT_EQ(expected.at("extension_packets"), got.extended);
  EXPECT_EQ(expected.at("distinct_timestamps"), got.timestamps.size());
  EXPECT_EQ(expected.at("first_seq"), got.first_sequence);
  EXPECT_EQ(expected.at("last_seq"), got.last_sequence);
  EXPECT_EQ(expected.at("first_rtp_ts"), got.first_timestamp);
  EXPECT_EQ(expected.at("last_rtp_ts"), got.last_timestamp);
  EXPECT_EQ(expected.at("ssrc"), Json(got.ssrcs));
  EXPECT_EQ(expected.at("payload_types"), Json(got.payload_types));
  if (got.cut == 0) {
    EXPECT_EQ(expected.at("payload_octets"), Json(got.payload_octets));
  }
}

TEST_P(ExpectedRtpValues, MatchForEveryFlow) {
  CW_REQUIRE_EXPECTED(capture, GetParam());
  for (const Json& flow : capture.flows()) {
    SCOPED_TRACE(flow.at("dst").get<std::string>());
    RtpFigures got;
    capture.replay(flow, [&](const UdpDatagram& datagram) { got.take(datagram); });
    got.merger.reset();
    EXPECT_EQ(flow.at("frames"), got.frames);
    EXPECT_EQ(flow.at("frames_cut_by_capture"), got.cut);
    EXPECT_EQ(flow.at("ttl"), Json(got.ttl));
    EXPECT_EQ(flow.at("dscp"), Json(got.dscp));
    if (flow.contains("expect")) compare_rtp(flow.at("expect").at("rtp"), got);
  }
}

INSTANTIATE_TEST_SUITE_P(Captures, ExpectedRtpValues, ::testing::ValuesIn(test::kCaptures), test::test_name);

/// "L24/8" and what goes with it.
essence::AudioAssemblerConfig audio_config(const Json& expect) {
  const auto chosen = expect.at("chosen").get<std::string>();
  essence::AudioAssemblerConfig config;
  config.format.depth = static_cast<uint8_t>(std::stoi(chosen.substr(1, 2)));
  config.format.channels = static_cast<uint16_t>(std::stoi(chosen.substr(4)));
  config.packet_time = Duration{expect.at("packet_time_ns").get<int64_t>()};
  config.pool_blocks = 4'096;
  return config;
}

/// Wire octets of all samples from `first_timestamp` on, `samples` of them; what is missing is zero.
std::vector<uint8_t> pcm_of(const std::vector<bus::AudioLease>& blocks, uint32_t first_timestamp, size_t samples) {
  std::vector<uint8_t> pcm;
  size_t frame_bytes = 1;
  for (const bus::AudioLease& block : blocks) {
    const size_t values = size_t{block->samples} * block->format.channels;
    frame_bytes = block->format.channels * block->format.depth / 8U;
    const size_t at = pcm.size();
    pcm.resize(at + size_t{block->samples} * frame_bytes);
    essence::encode_pcm(block->format.depth, block->data.data(), &pcm[at], values);
  }
  if (blocks.empty()) return pcm;
  const uint32_t lead = first_timestamp - MediaTicks{blocks.front()->first_sample}.wrapped().value;
  const size_t from = std::min(pcm.size(), lead * frame_bytes);
  pcm.erase(pcm.begin(), pcm.begin() + static_cast<ptrdiff_t>(from));
  pcm.resize(std::min(pcm.size(), samples * frame_bytes));
  return pcm;
}

class ExpectedAudioValues : public ::testing::TestWithParam<std::string> {};

TEST_P(ExpectedAudioValues, MatchSampleForSample) {
  CW_REQUIRE_EXPECTED(capture, GetParam());
  for (const Json& flow : capture.flows()) {
    SCOPED_TRACE(flow.at("dst").get<std::string>());
    const Json& expect = flow.at("expect");
    const auto config = audio_config(expect);
    test::CapturingOutput<bus::AudioLease> output;
    essence::StreamReceiver<essence::AudioAssembler> sut(
        {.payload_type = PayloadType{expect.at("rtp").at("payload_types").at(0).get<uint8_t>()},
         .clock = config.format.rate,
         .sender_delay = config.packet_time},
        essence::AudioAssembler::create(config, output).value());
    capture.replay(flow, [&](const UdpDatagram& datagram) {
      sut.on_datagram(Leg::kRed, datagram);
      sut.poll(datagram.arrival);
    });
    sut.finish();

    const auto& statistics = sut.assembler().statistics();
    EXPECT_EQ(expect.at("rtp").at("packets"), statistics.packets.get());
    EXPECT_EQ(expect.at("samples_per_channel_total"), statistics.samples.get());
    EXPECT_EQ(expect.at("samples_per_packet"), statistics.packet_samples.get());
    EXPECT_EQ(expect.at("truncated_packets"), statistics.format_mismatches.get());
    EXPECT_EQ(statistics.discontinuities.get(), 0U);
    const auto pcm = pcm_of(output.published, expect.at("rtp").at("first_rtp_ts").get<uint32_t>(),
                            expect.at("samples_per_channel_total").get<size_t>());
    EXPECT_EQ(expect.at("pcm_octets"), pcm.size());
    EXPECT_EQ(expect.at("pcm_wire_order_sha256"), test::sha256_hex(pcm));
    // The README of the captures: neither large audio sender is locked to the capture's clock; the 2022-7 one is.
    EXPECT_EQ(sut.snapshot().locked, GetParam() == "ST2022-7-Audio.pcap");
  }
}

INSTANTIATE_TEST_SUITE_P(Captures, ExpectedAudioValues,
                         ::testing::Values("l24_48000_8ch_0125.pcap", "st2110-30_24bit_48khz_1ms_2ch.pcap",
                                           "ST2022-7-Audio.pcap"),
                         test::test_name);

class Expected2022Dash7Values : public ::testing::TestWithParam<std::string> {};

void compare_leg(const Json& expected, const rtp::LegStatistics& leg) {
  EXPECT_EQ(expected.at("packets"), leg.packets.get());
  EXPECT_EQ(expected.at("unique"), leg.packets.get() - leg.duplicates.get());
  EXPECT_EQ(expected.at("lost_inside_union_range"), leg.lost.get());
  EXPECT_EQ(expected.at("reordered"), leg.reordered.get());
}

void compare_merge(const Json& expected, const rtp::MergeStatistics& merged) {
  const rtp::LegStatistics& a = merged.legs[0];
  const rtp::LegStatistics& b = merged.legs[1];
  compare_leg(expected.at("leg_a"), a);
  compare_leg(expected.at("leg_b"), b);
  EXPECT_EQ(expected.at("missing_in_both"), merged.missing.get());
  EXPECT_EQ(expected.at("recovered_by_merge"), merged.recovered.get());
  EXPECT_EQ(expected.at("payload_or_header_differs"), merged.differing.get());
  EXPECT_EQ(expected.at("only_a"), b.lost.get() - merged.missing.get());
  EXPECT_EQ(expected.at("only_b"), a.lost.get() - merged.missing.get());
  const uint64_t range = expected.at("union_range").at(2).get<uint64_t>();
  EXPECT_EQ(expected.at("delivered"), range - merged.missing.get());
  EXPECT_EQ(expected.at("in_both"), range - merged.missing.get() - merged.recovered.get());
  EXPECT_GE(b.skew_ns.get(), expected.at("skew_b_minus_a_ns").at("min"));
  EXPECT_LE(b.skew_ns.get(), expected.at("skew_b_minus_a_ns").at("max"));
}

TEST_P(Expected2022Dash7Values, MatchAfterTheMerge) {
  CW_REQUIRE_EXPECTED(capture, GetParam());
  const Json& expected = capture.values().at("st2022_7");
  const auto leg_a = expected.at("leg_a_dst").get<std::string>();
  essence::AudioAssemblerConfig config;
  config.format = {.channels = 1, .rate = SampleRate::hz(48'000), .depth = 24};
  config.packet_time = std::chrono::microseconds{125};
  config.pool_blocks = 4'096;
  test::CapturingOutput<bus::AudioLease> output;
  essence::StreamReceiver<essence::AudioAssembler> sut(
      {.payload_type = PayloadType{96}, .clock = config.format.rate, .leg_count = 2, .packets_per_second = 8'000},
      essence::AudioAssembler::create(config, output).value());
  uint32_t first_timestamp = 0;
  capture.replay([&](const UdpDatagram& datagram) {
    const bool on_a = test::to_text(datagram.destination).starts_with(leg_a + ":");
    const Bytes packet = datagram.payload;
    if (load_be16(&packet[2]) == expected.at("union_range").at(0)) first_timestamp = load_be32(&packet[4]);
    sut.on_datagram(on_a ? Leg::kRed : Leg::kBlue, datagram);
    sut.poll(datagram.arrival);
  });
  sut.finish();

  compare_merge(expected, sut.legs());
  constexpr size_t kPacketSamples = 6;
  constexpr size_t kPacketBytes = 18;
  const auto range = expected.at("union_range").at(2).get<size_t>();
  const auto pcm = pcm_of(output.published, first_timestamp, range * kPacketSamples);
  EXPECT_EQ(expected.at("merged_zero_filled_octets"), pcm.size());
  EXPECT_EQ(expected.at("merged_zero_filled_sha256"), test::sha256_hex(pcm));
  EXPECT_EQ(expected.at("merged_pcm_octets"), pcm.size() - expected.at("missing_in_both").get<size_t>() * kPacketBytes);
  EXPECT_EQ(sut.assembler().statistics().late_packets.get(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Captures, Expected2022Dash7Values,
                         ::testing::Values("ST2022-7-Audio.pcap", "derived_7_dev_loss.pcap"), test::test_name);

}  // namespace
}  // namespace cw
