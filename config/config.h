// The validated configuration as plain structs: what the loader makes of the JSON file and what app builds the gateway from.
// Every reference, range and file named in it has been checked; paths are resolved (see config/loader.h).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/packet.h"
#include "gateway/core/rational.h"
#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"

namespace cw::config {

enum class ClockSource : uint8_t { kSystem, kFree, kPtp, kPhc };
enum class ClockRole : uint8_t { kSlave, kGrandmaster };
enum class PtpTransport : uint8_t { kUdp, kEthernet };
enum class DelayMechanism : uint8_t { kE2e, kP2p };
enum class Polling : uint8_t { kBusy, kAdaptive };
enum class Hugepages : uint8_t { kAuto, kNever, kRequired };
enum class Essence : uint8_t { kVideo, kAudio, kAnc };
enum class Scan : uint8_t { kProgressive, kInterlaced, kPsf };
enum class SourceType : uint8_t { kGenerator, kCapture };
enum class ReplayTiming : uint8_t { kOriginal, kRetimed };
enum class Packing : uint8_t { kGpm, kBpm };
enum class OutputType : uint8_t { kHls, kSrt };
enum class SrtMode : uint8_t { kListener, kCaller };

/// One value per leg (ST 2022-7); index with cw::index_of(leg).
template <typename T>
using PerLeg = std::array<std::optional<T>, kLegCount>;

/// One PTP port: on a DPDK network of this gateway, or on an interface that the kernel owns.
struct PtpPortConfig {
  std::optional<Leg> network;
  std::string interface;  ///< when `network` is nullopt
  PtpTransport transport = PtpTransport::kUdp;
  Duration asymmetry{0};  ///< positive when the way from the master takes longer
  bool operator==(const PtpPortConfig&) const = default;
};

/// Intervals are log2 of seconds; defaults are those of ST 2059-2.
struct PtpConfig {
  uint8_t domain = 127;
  std::vector<PtpPortConfig> ports;  ///< never empty when PTP is in use: every network unless the file says else
  DelayMechanism delay_mechanism = DelayMechanism::kE2e;
  bool unicast_delay_requests = false;
  int8_t log_announce_interval = -2;
  int8_t log_sync_interval = -3;
  int8_t log_delay_interval = -3;
  uint8_t announce_timeout = 3;
  uint8_t priority1 = 128;
  uint8_t priority2 = 128;
  uint8_t clock_class = 248;
  bool operator==(const PtpConfig&) const = default;
};

struct ClockConfig {
  ClockSource source = ClockSource::kSystem;
  ClockRole role = ClockRole::kSlave;
  std::string device;  ///< phc: "/dev/ptp0"
  PtpConfig ptp;
  [[nodiscard]] bool speaks_ptp() const { return source == ClockSource::kPtp || role == ClockRole::kGrandmaster; }
  bool operator==(const ClockConfig&) const = default;
};

struct EngineConfig {
  Polling polling = Polling::kAdaptive;
  std::vector<int> cores;  ///< CPU numbers, one packet worker each; empty: the engine picks one and does not pin
  uint32_t memory_mib = 256;
  Hugepages hugepages = Hugepages::kAuto;
  bool operator==(const EngineConfig&) const = default;
};

struct NetworkConfig {
  std::string device;   ///< DPDK device string
  Ipv4Address address;  ///< own
  uint8_t prefix = 24;
  Ipv4Address gateway;  ///< 0: none
  uint16_t vlan = 0;    ///< 0: untagged
  uint16_t mtu = 1500;
  uint16_t rx_queues = 1;
  uint16_t tx_queues = 1;
  bool operator==(const NetworkConfig&) const = default;
};

struct VideoParameters {
  uint16_t width = 1920;
  uint16_t height = 1080;
  FrameRate rate = FrameRate::hz(50);  ///< frames per second, also when interlaced
  Scan scan = Scan::kProgressive;
  uint8_t depth = 10;
  bool operator==(const VideoParameters&) const = default;
};

struct AudioParameters {
  uint16_t channels = 2;
  uint32_t rate_hz = 48'000;
  uint8_t depth = 24;
  uint32_t packet_time_us = 1000;  ///< receivers only; a sender has its own
  bool operator==(const AudioParameters&) const = default;
};

/// Receivers: what frames the ANC belongs to.
struct AncParameters {
  FrameRate rate = FrameRate::hz(50);
  Scan scan = Scan::kProgressive;
  bool operator==(const AncParameters&) const = default;
};

/// Generators: what the ANC carries.
struct GeneratorAnc {
  bool timecode = true;
  bool captions = true;
  bool breaks = true;
  bool operator==(const GeneratorAnc&) const = default;
};

/// One flow of a capture that is sent; flows that no entry matches are not.
struct CaptureFlow {
  Endpoint match;
  Endpoint destination;
  Leg network = Leg::kRed;
  bool operator==(const CaptureFlow&) const = default;
};

struct SourceConfig {
  std::string id;
  SourceType type = SourceType::kGenerator;
  std::optional<VideoParameters> video;  ///< generator; nullopt: makes none
  std::optional<AudioParameters> audio;
  std::optional<GeneratorAnc> anc;
  std::string label;           ///< generator: burnt into the picture
  std::filesystem::path file;  ///< capture
  ReplayTiming timing = ReplayTiming::kRetimed;
  bool loop = true;
  std::vector<CaptureFlow> flows;
  bool operator==(const SourceConfig&) const = default;
};

struct SenderLeg {
  Ipv4Address destination;
  uint16_t port = 5004;
  bool operator==(const SenderLeg&) const = default;
};

struct SenderConfig {
  std::string id;
  std::string source;  ///< id of a generator that makes `essence`
  Essence essence = Essence::kVideo;
  PerLeg<SenderLeg> legs;
  PayloadType payload_type;
  uint8_t dscp = 34;
  uint8_t ttl = 64;
  Packing packing = Packing::kBpm;  ///< video
  uint16_t max_udp_octets = 1460;   ///< video; counts the UDP header
  uint32_t packet_time_us = 1000;   ///< audio
  bool operator==(const SenderConfig&) const = default;
};

struct ReceiverLeg {
  Ipv4Address group;  ///< multicast group, or the network's own address for a unicast flow
  uint16_t port = 5004;
  Ipv4Address source;  ///< 0: any
  bool operator==(const ReceiverLeg&) const = default;
};

/// What a controller has to keep when it routes the channels of an audio receiver (IS-08): pairs of Dolby E stay together and in order.
struct ChannelMapping {
  uint32_t block_size = 1;
  bool reordering = true;
  bool operator==(const ChannelMapping&) const = default;
};

/// Either `sdp_file` is set, and app reads format, legs and payload type from it, or the explicit members hold them.
struct ReceiverConfig {
  std::string id;
  Essence essence = Essence::kVideo;
  std::filesystem::path sdp_file;
  std::optional<VideoParameters> video;  ///< exactly the one that `essence` names is set
  std::optional<AudioParameters> audio;
  std::optional<AncParameters> anc;
  PerLeg<ReceiverLeg> legs;
  PayloadType payload_type;
  uint32_t link_offset_ms = 20;
  ChannelMapping mapping;  ///< audio
  /// Waits for a controller to say what it receives; only with `nmos`.
  [[nodiscard]] bool parked() const { return sdp_file.empty() && !legs[0] && !legs[1]; }
  bool operator==(const ReceiverConfig&) const = default;
};

struct RenditionConfig {
  std::string id;
  uint16_t width = 1280;
  uint16_t height = 720;
  uint32_t bitrate_kbps = 3000;
  std::string preset = "superfast";
  bool operator==(const RenditionConfig&) const = default;
};

struct ChannelAudio {
  uint32_t bitrate_kbps = 128;
  uint16_t channels = 2;
  std::optional<std::vector<std::string>> routable;  ///< audio receivers that a controller may route here; nullopt: all
  bool operator==(const ChannelAudio&) const = default;
};

/// Receiver ids.
struct ChannelInputs {
  std::vector<std::string> video;
  std::vector<std::string> audio;
  std::string anc;  ///< empty: none
  bool operator==(const ChannelInputs&) const = default;
};

struct OutputConfig {
  std::string id;
  OutputType type = OutputType::kHls;
  // HLS
  std::filesystem::path directory;  ///< where this channel's playlists and segments go; serve it at /hls/<channel>/
  uint32_t segment_ms = 2000;
  uint32_t window = 6;  ///< segments in the live playlist
  // SRT
  SrtMode mode = SrtMode::kListener;
  std::string address = "127.0.0.1";  ///< listener: to bind; caller: host or address to call
  uint16_t port = 0;
  std::string rendition;  ///< id in the channel's ladder
  uint32_t latency_ms = 120;
  std::string passphrase;  ///< empty: not encrypted
  uint8_t pbkeylen = 16;
  std::string stream_id;
  uint32_t max_clients = 8;
  uint32_t muxrate_kbps = 0;  ///< 0: derived from the rendition's bit rate
  bool operator==(const OutputConfig&) const = default;
};

struct ChannelConfig {
  std::string id;
  std::string name;
  FrameRate rate = FrameRate::hz(50);
  ChannelInputs inputs;
  uint32_t delay_ms = 200;
  uint32_t slate_after_ms = 500;
  uint32_t gop_ms = 2000;
  std::vector<RenditionConfig> ladder;
  ChannelAudio audio;
  std::vector<OutputConfig> outputs;
  bool operator==(const ChannelConfig&) const = default;
};

struct WebConfig {
  std::string address = "127.0.0.1";
  uint16_t port = 8080;
  std::filesystem::path hls_root;
  bool operator==(const WebConfig&) const = default;
};

enum class NmosDiscovery : uint8_t { kAuto, kMulticast, kUnicast, kOff };

/// The NMOS node (IS-04, IS-05, IS-08, IS-09).
struct NmosConfig {
  std::string address = "127.0.0.1";  ///< to bind
  uint16_t port = 3212;
  std::string
      host;  ///< address that controllers and the registry reach it at; empty: `address`, or the host's when that is 0.0.0.0
  std::string label;  ///< empty: the instance
  NmosDiscovery discovery = NmosDiscovery::kAuto;
  std::string domain;         ///< of unicast DNS-SD; empty: the resolver's
  std::string registry;       ///< "http://10.0.0.1:8010": instead of discovery
  bool follow_system = true;  ///< IS-09
  bool operator==(const NmosConfig&) const = default;
};

struct Config {
  std::string instance = "causeway";
  ClockConfig clock;
  EngineConfig engine;
  PerLeg<NetworkConfig> networks;
  std::vector<SourceConfig> sources;
  std::vector<SenderConfig> senders;
  std::vector<ReceiverConfig> receivers;
  std::vector<ChannelConfig> channels;
  WebConfig web;
  std::optional<NmosConfig> nmos;  ///< nullopt: no NMOS node
  std::filesystem::path state_directory;
  bool operator==(const Config&) const = default;
};

}  // namespace cw::config
