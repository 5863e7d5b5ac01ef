// Reads a shared capture and the values expected of it, and replays its packets through the classes of the engine: PcapReader →
// parse_frame → RtpView → LegMerger or StreamReceiver.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/core/packet.h"
#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/pcap/pcap_reader.h"
#include "tests/support/captures.h"

namespace cw::test {

using Json = nlohmann::json;

[[nodiscard]] inline std::string to_text(const Endpoint& endpoint) {
  const uint32_t a = endpoint.address.value;
  return std::to_string(a >> 24) + "." + std::to_string((a >> 16) & 255) + "." + std::to_string((a >> 8) & 255) + "." +
         std::to_string(a & 255) + ":" + std::to_string(endpoint.port);
}

/// Captures whose flows have expected values.
inline const std::vector<std::string> kCaptures{"125mbps-JPEGXS.pcap",
                                                "2110-40_5994i.pcap",
                                                "OP47_first_300.pcap",
                                                "ST2022-7-Audio.pcap",
                                                "ST2110-40-Closed_Captions.cap",
                                                "ST2110-40_ancillary_data.pcap",
                                                "anc_tc_cc_afd_first_48.pcap",
                                                "anc_with_wrong_DID_and_payload.pcap",
                                                "derived_7_dev_loss.pcap",
                                                "eemebe_first_frame.pcap",
                                                "empty_data_but_valid.pcap",
                                                "l24_48000_8ch_0125.pcap",
                                                "mac_multicast.pcap",
                                                "st2110-30_24bit_48khz_1ms_2ch.pcap",
                                                "ttmlRTP_singlePacketDocs.pcap"};

/// One capture. Check found() first; the test skips where the folder is absent.
class ExpectedCapture {
 public:
  explicit ExpectedCapture(const std::string& name)
      : name_(name), capture_(find_capture(name)), expected_(find_capture(name + ".json")) {
    if (found()) values_ = Json::parse(std::ifstream(*expected_));
  }

  [[nodiscard]] bool found() const { return capture_ && expected_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Json& values() const { return values_; }

  /// Per flow: src, dst, frames, …, and the figures of its essence under "expect".
  [[nodiscard]] std::vector<Json> flows() const {
    std::vector<Json> flows;
    if (values_.contains("flow")) {
      flows.push_back(values_.at("flow"));
      flows.back()["expect"] = values_.at("expect");
    } else {
      for (const Json& flow : values_.at("flows")) flows.push_back(flow);
    }
    for (Json& flow : flows) {
      if (!flow.contains("expect") && flow.contains("rtp")) flow["expect"]["rtp"] = flow.at("rtp");
    }
    return flows;
  }

  /// Every UDP datagram of the capture, in order. `frame_number` counts from 1, as in the expected values.
  void replay(const std::function<void(const UdpDatagram&)>& take) const {
    auto reader = packet_io::PcapReader::open(*capture_);
    ASSERT_TRUE(reader.has_value()) << reader.error().message;
    while (const auto packet = reader->next()) {
      UdpDatagram datagram;
      if (packet_io::parse_frame(packet->frame, packet->arrival, &datagram) == packet_io::FrameKind::kUdp)
        take(datagram);
    }
    EXPECT_FALSE(reader->damage().has_value()) << reader->damage().value_or("");
  }
  /// Those of one flow.
  void replay(const Json& flow, const std::function<void(const UdpDatagram&)>& take) const {
    replay([&](const UdpDatagram& datagram) {
      if (flow.at("src") == to_text(datagram.source) && flow.at("dst") == to_text(datagram.destination)) take(datagram);
    });
  }

 private:
  std::string name_;
  std::optional<std::filesystem::path> capture_;
  std::optional<std::filesystem::path> expected_;
  Json values_;
};

/// Test names must be plain.
[[nodiscard]] inline std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

}  // namespace cw::test

/// Declares `const ExpectedCapture variable`, or skips the test and says which capture is missing.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define CW_REQUIRE_EXPECTED(variable, file_name)         \
  const ::cw::test::ExpectedCapture variable(file_name); \
  if (!variable.found()) GTEST_SKIP() << "no capture " << (file_name) << "; set CAUSEWAY_CAPTURES"
// NOLINTEND(bugprone-macro-parentheses)
