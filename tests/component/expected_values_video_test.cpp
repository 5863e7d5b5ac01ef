// The figures that an independent program derived from the one real -20 capture, against those of the engine. The capture keeps 128
// octets of each packet: headers are whole, of the samples 26 pixels of each packet are there; the rest is padded with zeros here.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "gateway/essence/stream_receiver.h"
#include "gateway/essence/timing_21/sender_model.h"
#include "gateway/essence/video_20/sample_row_data.h"
#include "gateway/essence/video_20/video_assembler.h"
#include "tests/component/expected_values_kit.h"
#include "tests/support/capturing_output.h"
#include "tests/support/sha256.h"

namespace cw {
namespace {

using essence::SampleRowData;
using test::Json;

constexpr const char* kCapture = "eemebe_first_frame.pcap";
constexpr uint32_t kCapturedPixels = 26;

bus::VideoFormat format_of(const Json& expect) {
  bus::VideoFormat format;
  format.width = expect.at("width").get<uint16_t>();
  format.height = expect.at("height").get<uint16_t>();
  format.depth = expect.at("depth").get<uint8_t>();
  format.scan = bus::Scan::kInterlaced;
  format.rate = *FrameRate::create(30'000, 1'001);
  return format;
}

/// The capture run through the parser, and padded through the whole receiver.
struct VideoRun {
  explicit VideoRun(const test::ExpectedCapture& capture) : expect(capture.flows().at(0).at("expect")) {
    const auto wire_octets = rtp::kRtpHeaderBytes + std::stoul(expect.at("rtp").at("payload_octets").begin().key());
    essence::VideoAssemblerConfig config;
    config.format = format_of(expect);
    essence::StreamReceiver<essence::VideoAssembler> receiver({.payload_type = PayloadType{96}},
                                                              essence::VideoAssembler::create(config, output).value());
    std::vector<uint8_t> padded;
    capture.replay(capture.flows().at(0), [&](UdpDatagram datagram) {
      padded.assign(datagram.payload.begin(), datagram.payload.end());
      padded.resize(wire_octets);
      datagram.payload = padded;
      read_headers(datagram);
      receiver.on_datagram(Leg::kRed, datagram);
    });
    receiver.finish();
    complete = receiver.assembler().statistics().frames_complete.get();
    incomplete = receiver.assembler().statistics().frames_incomplete.get();
    bad = receiver.assembler().statistics().bad_srds.get() + receiver.assembler().statistics().short_packets.get() +
          receiver.assembler().statistics().wrong_raster.get();
  }

  Json expect;
  test::CapturingOutput<bus::VideoLease> output;
  uint64_t complete = 0, incomplete = 0, bad = 0;
  std::map<uint32_t, std::vector<SampleRowData>> units;  ///< by RTP time stamp, in order of arrival

 private:
  void read_headers(const UdpDatagram& datagram) {
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    const auto packet = rtp::RtpView::parse(datagram.payload, &fault);
    essence::VideoPayload payload;
    ASSERT_EQ(essence::parse_video_payload(packet->payload(), &payload), essence::SrdFault::kNone);
    for (size_t i = 0; i < payload.srd_count; ++i) units[packet->timestamp().value].push_back(payload.srds[i]);
  }
};

TEST(ExpectedVideoValues, SampleRowDataHeadersMatch) {
  CW_REQUIRE_EXPECTED(capture, kCapture);
  const VideoRun run(capture);
  ASSERT_EQ(run.expect.at("units").size(), run.units.size());
  for (const Json& unit : run.expect.at("units")) {
    const auto& srds = run.units.at(unit.at("rtp_ts").get<uint32_t>());
    EXPECT_EQ(unit.at("packets"), srds.size());
    std::vector<uint8_t> headers;
    uint64_t octets = 0;
    uint16_t max_row = 0;
    for (const SampleRowData& srd : srds) {
      headers.resize(headers.size() + essence::kSrdHeaderOctets);
      essence::write_srd_header(&headers[headers.size() - essence::kSrdHeaderOctets], srd, false);
      octets += srd.length_octets;
      max_row = std::max(max_row, srd.row);
      EXPECT_EQ(unit.at("field").at(0), srd.second_field ? 1 : 0);
    }
    EXPECT_EQ(unit.at("srd_headers_sha256"), test::sha256_hex(headers));
    EXPECT_EQ(unit.at("octets_declared"), octets);
    EXPECT_EQ(unit.at("max_line"), max_row);
  }
}

TEST(ExpectedVideoValues, TheFrameIsCompleteByItsHeaders) {
  CW_REQUIRE_EXPECTED(capture, kCapture);
  const VideoRun run(capture);
  EXPECT_EQ(run.expect.at("complete_frames").size(), run.complete);
  EXPECT_EQ(run.incomplete, 0U);
  EXPECT_EQ(run.bad, 0U);
  ASSERT_EQ(run.output.published.size(), 1U);
  EXPECT_TRUE(run.output.published[0]->complete);
  EXPECT_EQ(run.output.published[0]->leg_packets[0], run.expect.at("rtp").at("packets"));
}

/// Cb Y0 Cr Y1 of the pixels that the capture kept of one segment, from their place in the woven frame.
void append_samples(const bus::VideoFrame& frame, const SampleRowData& srd, std::vector<uint8_t>& out) {
  const size_t line = size_t{srd.row} * 2 + (srd.second_field ? 1U : 0U);
  const auto append = [&](size_t plane, size_t x) {
    const uint8_t* sample = frame.planes[plane].data + line * frame.planes[plane].stride_bytes + 2 * x;
    out.insert(out.end(), sample, sample + 2);
  };
  for (size_t x = srd.offset_pixels; x < srd.offset_pixels + kCapturedPixels; x += 2) {
    append(1, x / 2);
    append(0, x);
    append(2, x / 2);
    append(0, x + 1);
  }
}

TEST(ExpectedVideoValues, CapturedPixelsAreInTheirPlace) {
  CW_REQUIRE_EXPECTED(capture, kCapture);
  VideoRun run(capture);
  ASSERT_EQ(run.output.published.size(), 1U);
  for (const Json& unit : run.expect.at("units")) {
    auto& srds = run.units.at(unit.at("rtp_ts").get<uint32_t>());
    std::ranges::sort(srds, {}, [](const SampleRowData& srd) { return std::pair(srd.row, srd.offset_pixels); });
    std::vector<uint8_t> samples;
    for (const SampleRowData& srd : srds) append_samples(*run.output.published[0], srd, samples);
    EXPECT_EQ(unit.at("captured_prefix_samples_u16le_sha256"), test::sha256_hex(samples));
  }
}

double ns_of(Rational seconds) { return static_cast<double>(seconds.num) * 1e9 / static_cast<double>(seconds.den); }

TEST(ExpectedVideoValues, TheTrafficModelsConstantsMatch) {
  CW_REQUIRE_EXPECTED(capture, kCapture);
  const Json expect = capture.flows().at(0).at("expect");
  const Json& timing = expect.at("st2110_21");
  const essence::SenderModel sut =
      essence::sender_model(format_of(expect), expect.at("packets_per_unit").get<int64_t>());
  EXPECT_EQ(timing.at("t_unit_s"), std::to_string(sut.unit_period_s.num) + "/" + std::to_string(sut.unit_period_s.den));
  EXPECT_EQ(timing.at("r_active"), std::to_string(sut.r_active.num) + "/" + std::to_string(sut.r_active.den));
  EXPECT_NEAR(timing.at("tro_default_ns").get<double>(), ns_of(sut.tro_default_s), 1e-3);
  EXPECT_NEAR(timing.at("trs_gapped_ns").get<double>(), ns_of(sut.t_rs_gapped_s), 1e-6);
  EXPECT_NEAR(timing.at("trs_linear_ns").get<double>(), ns_of(sut.t_rs_linear_s), 1e-6);
  EXPECT_EQ(timing.at("cmax_narrow"), sut.c_max_narrow);
  EXPECT_EQ(timing.at("cmax_wide"), sut.c_max_wide);
  EXPECT_EQ(timing.at("vrx_full_narrow"), sut.vrx_full_narrow);
  EXPECT_EQ(timing.at("vrx_full_wide"), sut.vrx_full_wide);
}

}  // namespace
}  // namespace cw
