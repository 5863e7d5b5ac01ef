// A gateway with everything that NMOS shows of one: video progressive and interlaced, audio, ancillary data, an OTT output; one leg and two;
// a channel matrix with every kind of constraint.
#pragma once

#include "gateway/core/ipv4_text.h"
#include "nmos/node_description.h"

namespace cw::nmos::test {

inline Ipv4Address ip(const std::string& text) { return parse_ipv4(text).value(); }

inline const LegDescription kRed{.interface = "red", .address = Ipv4Address{0xC0000201}};    // 192.0.2.1
inline const LegDescription kBlue{.interface = "blue", .address = Ipv4Address{0xC6336401}};  // 198.51.100.1

inline SenderDescription sender(const std::string& name, const std::string& source, sdp::EssenceParameters parameters,
                                std::vector<LegDescription> legs) {
  SenderDescription result{.name = name,
                           .label = "Sender " + name,
                           .source = source,
                           .parameters = std::move(parameters),
                           .legs = std::move(legs),
                           .active = {.name = name, .master_enable = true, .legs = {}}};
  for (size_t i = 0; i < result.legs.size(); ++i) {
    result.active.legs.push_back({.enabled = true,
                                  .source = result.legs[i].address,
                                  .source_port = 5004,
                                  .destination = Ipv4Address{0xEF010100U + static_cast<uint32_t>(i)},  // 239.1.1.0
                                  .destination_port = 5004});
  }
  return result;
}

inline ReceiverDescription receiver(const std::string& name, Format format, std::vector<LegDescription> legs) {
  ReceiverDescription result{.name = name,
                             .label = "Receiver " + name,
                             .format = format,
                             .video = {},
                             .audio = {},
                             .legs = std::move(legs),
                             .active = {.name = name, .master_enable = false, .legs = {}, .media = {}}};
  result.video = {.samplings = {sdp::Sampling::kYCbCr422},
                  .depths = {8, 10},
                  .max_width = 3840,
                  .max_height = 2160,
                  .scans = {sdp::Scan::kProgressive, sdp::Scan::kInterlaced, sdp::Scan::kPsf}};
  result.audio = {.depths = {24, 16}, .rates_hz = {48'000, 96'000}, .max_channels = 64, .packet_times_us = {1000, 125}};
  return result;
}

inline void add_video(NodeDescription& node) {
  node.sources.push_back({.name = "cam1-video",
                          .label = "Camera 1",
                          .format = Format::kVideo,
                          .grain_rate = FrameRate::create(60'000, 1001),
                          .channel_labels = {},
                          .parents = {}});
  node.sources.push_back({.name = "cam2-video",
                          .label = "Camera 2",
                          .format = Format::kVideo,
                          .grain_rate = FrameRate::hz(25),
                          .channel_labels = {},
                          .parents = {}});
  sdp::VideoParameters progressive;
  progressive.width = 1920;
  progressive.height = 1080;
  progressive.rate = *FrameRate::create(60'000, 1001);
  sdp::VideoParameters interlaced = progressive;
  interlaced.rate = FrameRate::hz(25);
  interlaced.scan = sdp::Scan::kInterlaced;
  interlaced.transfer = sdp::Transfer::kHlg;
  interlaced.colorimetry = sdp::Colorimetry::kBt2100;
  node.senders.push_back(sender("cam1-video", "cam1-video", progressive, {kRed, kBlue}));
  node.senders.push_back(sender("cam2-video", "cam2-video", interlaced, {kRed}));
  node.receivers.push_back(receiver("in1-video", Format::kVideo, {kRed, kBlue}));
}

inline void add_audio_and_data(NodeDescription& node) {
  node.sources.push_back({.name = "cam1-audio",
                          .label = "Camera 1 sound",
                          .format = Format::kAudio,
                          .grain_rate = {},
                          .channel_labels = {"Left", "Right"},
                          .parents = {}});
  node.sources.push_back({.name = "cam1-anc",
                          .label = "Camera 1 ANC",
                          .format = Format::kData,
                          .grain_rate = FrameRate::create(60'000, 1001),
                          .channel_labels = {},
                          .parents = {}});
  sdp::AudioParameters audio;
  audio.channel_order = "SMPTE2110.(ST)";
  sdp::AncParameters anc;
  anc.did_sdid = {{0x61, 0x01}, {0x41, 0x05}};
  node.senders.push_back(sender("cam1-audio", "cam1-audio", audio, {kRed, kBlue}));
  node.senders.push_back(sender("cam1-anc", "cam1-anc", anc, {kRed}));
  node.receivers.push_back(receiver("in1-audio", Format::kAudio, {kRed, kBlue}));
  node.receivers.push_back(receiver("in1-anc", Format::kData, {kRed}));
}

inline void add_ott(NodeDescription& node) {
  node.sources.push_back({.name = "ott",
                          .label = "Programme",
                          .format = Format::kMux,
                          .grain_rate = FrameRate::hz(25),
                          .channel_labels = {},
                          .parents = {"cam1-video"}});
  node.mux_senders.push_back({.name = "ott-srt",
                              .label = "Programme over SRT",
                              .source = "ott",
                              .parents = {"cam1-video"},
                              .bit_rate_kbps = 8000,
                              .interface = "red",
                              .active = true});
}

inline MappingInput mapping_input(const std::string& name, uint32_t channels) {
  MappingInput input{.name = name,
                     .label = "Input " + name,
                     .description = "for tests",
                     .receiver = "in1-audio",
                     .channel_labels = {}};
  for (uint32_t i = 0; i < channels; ++i) input.channel_labels.push_back("Channel " + std::to_string(i + 1));
  return input;
}

inline MappingOutput mapping_output(const std::string& name, uint32_t channels) {
  MappingOutput output{.name = name,
                       .label = "",
                       .description = "",
                       .source = "cam1-audio",
                       .channel_labels = {},
                       .routable_inputs = {},
                       .active = {}};
  for (uint32_t i = 0; i < channels; ++i) output.channel_labels.push_back("Track " + std::to_string(i + 1));
  return output;
}

inline void add_matrix(NodeDescription& node) {
  node.mapping_inputs.push_back(mapping_input("free", 8));
  node.mapping_inputs.push_back(mapping_input("ordered", 8));
  node.mapping_inputs.back().reordering = false;
  node.mapping_inputs.push_back(mapping_input("pairs", 8));
  node.mapping_inputs.back().block_size = 2;
  node.mapping_outputs.push_back(mapping_output("programme", 4));
  node.mapping_outputs.back().active = {
      {.output = "programme", .output_channel = 0, .input = "free", .input_channel = 0},
      {.output = "programme", .output_channel = 1, .input = "free", .input_channel = 1}};
  node.mapping_outputs.push_back(mapping_output("clean feed", 2));
  node.mapping_outputs.back().routable_inputs = {{"free", std::nullopt}};
}

inline NodeDescription rich_node() {
  NodeDescription node;
  node.label = "Causeway";
  node.description = "Gateway of a test";
  node.hostname = "gateway-1";
  node.instance_id = "0042";
  node.tags = {{"site", {"London"}}};
  const MacAddress mac{{0x02, 0x00, 0x5E, 0x10, 0x00, 0xAB}};
  node.interfaces.push_back(
      {.name = "red",
       .port_id = mac,
       .chassis_id = mac,
       .attached = InterfaceDescription::Neighbour{.chassis_id = "switch-1", .port_id = "Ethernet1/7"}});
  node.interfaces.push_back({.name = "blue", .port_id = mac, .chassis_id = mac, .attached = {}});
  node.clock = {.ptp = true, .traceable = true, .locked = true, .grandmaster = "39-a7-94-ff-fe-07-cb-d0"};
  add_video(node);
  add_audio_and_data(node);
  add_ott(node);
  add_matrix(node);
  return node;
}

}  // namespace cw::nmos::test
