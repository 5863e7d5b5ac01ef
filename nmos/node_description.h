// The gateway as NMOS shows it, in the gateway's own terms: app fills this in from its config and state, nmos makes resources of it
// (IS-04 v1.3). A changed description raises the versions of the resources that differ.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/packet.h"
#include "gateway/core/rational.h"
#include "gateway/core/rtp_types.h"
#include "nmos/equipment.h"
#include "sdp/st2110/media.h"

namespace cw::nmos {

enum class Format : uint8_t { kVideo, kAudio, kData, kMux };

/// A network interface; senders and receivers bind to it by name.
struct InterfaceDescription {
  std::string name;  ///< as the host's tools call it, unique: "eth1"; a DPDK port: its network's name
  MacAddress port_id;
  MacAddress chassis_id;
  /// attached_network_device (LLDP): chassis and port of the switch.
  struct Neighbour {
    std::string chassis_id;
    std::string port_id;
    bool operator==(const Neighbour&) const = default;
  };
  std::optional<Neighbour> attached;
  bool operator==(const InterfaceDescription&) const = default;
};

/// The clock "clk0" of the node.
struct ClockDescription {
  bool ptp = false;  ///< false: internal
  bool traceable = false;
  bool locked = false;
  std::string grandmaster;  ///< "39-a7-94-ff-fe-07-cb-d0", lower case
  bool operator==(const ClockDescription&) const = default;
};

/// One essence that a generator, capture or channel makes.
struct SourceDescription {
  std::string name;
  std::string label;
  Format format = Format::kVideo;
  std::optional<FrameRate> grain_rate;
  std::vector<std::string> channel_labels;  ///< audio: one per channel
  std::vector<std::string> parents;         ///< names of sources
  bool operator==(const SourceDescription&) const = default;
};

/// A leg of a sender or receiver on one of this host's interfaces.
struct LegDescription {
  std::string interface;  ///< InterfaceDescription::name
  Ipv4Address address;    ///< the interface's own
  bool operator==(const LegDescription&) const = default;
};

/// An RTP sender with its flow.
struct SenderDescription {
  std::string name;
  std::string label;
  std::string source;                 ///< SourceDescription::name
  sdp::EssenceParameters parameters;  ///< what the flow is
  std::vector<LegDescription> legs;
  SenderActivation active;  ///< as the config has it: IS-05's first active state, and what "auto" resolves to
  bool operator==(const SenderDescription&) const = default;
};

/// Exactly what the packet engine takes (BCP-004-01).
struct VideoCapabilities {
  std::vector<sdp::Sampling> samplings;
  std::vector<uint8_t> depths;
  uint16_t max_width = 0;
  uint16_t max_height = 0;
  std::vector<sdp::Scan> scans;
  bool operator==(const VideoCapabilities&) const = default;
};
struct AudioCapabilities {
  std::vector<uint8_t> depths;
  std::vector<uint32_t> rates_hz;
  uint16_t max_channels = 0;
  std::vector<uint32_t> packet_times_us;
  bool operator==(const AudioCapabilities&) const = default;
};

struct ReceiverDescription {
  std::string name;
  std::string label;
  Format format = Format::kVideo;
  VideoCapabilities video;  ///< the one that `format` names
  AudioCapabilities audio;
  std::vector<LegDescription> legs;
  ReceiverActivation active;
  bool operator==(const ReceiverDescription&) const = default;
};

/// An OTT output: MPEG-TS over SRT (a mux flow and its sender; IS-05 does not patch it).
struct MuxSenderDescription {
  std::string name;
  std::string label;
  std::string source;                ///< SourceDescription::name, of Format::kMux
  std::vector<std::string> parents;  ///< names of the senders or receivers whose flows are inside
  uint32_t bit_rate_kbps = 0;
  std::string interface;
  bool active = false;  ///< somebody is connected
  bool operator==(const MuxSenderDescription&) const = default;
};

/// IS-08. Inputs are what audio receivers deliver.
struct MappingInput {
  std::string name;
  std::string label;
  std::string description;
  std::string receiver;  ///< ReceiverDescription::name: the parent; empty: none
  std::vector<std::string> channel_labels;
  bool reordering = true;
  uint32_t block_size = 1;
  bool operator==(const MappingInput&) const = default;
};
/// IS-08. Outputs are the audio tracks of channels.
struct MappingOutput {
  std::string name;
  std::string label;
  std::string description;
  std::string source;  ///< SourceDescription::name; empty: none
  std::vector<std::string> channel_labels;
  std::optional<std::vector<std::optional<std::string>>>
      routable_inputs;             ///< names; nullopt inside: silence; nullopt: no limit
  std::vector<AudioRoute> active;  ///< one per channel
  bool operator==(const MappingOutput&) const = default;
};

struct NodeDescription {
  std::string label;
  std::string description;
  std::string hostname;
  std::string instance_id;  ///< BCP-002-02
  std::map<std::string, std::vector<std::string>> tags;
  std::vector<InterfaceDescription> interfaces;
  ClockDescription clock;
  std::vector<SourceDescription> sources;
  std::vector<SenderDescription> senders;
  std::vector<ReceiverDescription> receivers;
  std::vector<MuxSenderDescription> mux_senders;
  std::vector<MappingInput> mapping_inputs;
  std::vector<MappingOutput> mapping_outputs;
  bool operator==(const NodeDescription&) const = default;
};

}  // namespace cw::nmos
