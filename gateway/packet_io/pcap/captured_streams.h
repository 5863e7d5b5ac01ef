// A capture in memory, sorted into streams: what CaptureReplay reads once at start. A stream is one SSRC of one flow (source and
// destination endpoint), or a whole flow that is not RTP.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/core/packet.h"
#include "gateway/core/rtp_types.h"
#include "gateway/packet_io/pcap/capture_replay.h"

namespace cw::packet_io {

/// The fixed header of RFC 3550 §5.1.
struct CapturedRtpHeader {
  PayloadType payload_type;
  bool marker = false;
  SequenceNumber sequence;
  RtpTimestamp timestamp;
  Ssrc ssrc;
  size_t octets = 0;  ///< with CSRCs and extension: where the payload begins
};

/// nullopt when the datagram cannot be RTP.
[[nodiscard]] std::optional<CapturedRtpHeader> read_rtp_header(Bytes datagram);

struct CapturedPacket {
  size_t offset = 0;       ///< of the UDP payload in Capture::memory
  uint32_t size = 0;       ///< octets there
  uint32_t wire_size = 0;  ///< octets on the wire: more where the capture was cut
  TaiTime arrival;
  bool marker = false;   ///< RTP only, as the next two
  int64_t sequence = 0;  ///< unwrapped
  int64_t ticks = 0;     ///< time stamp, unwrapped
};

struct CapturedStream {
  Endpoint source;
  Endpoint destination;
  MacAddress destination_mac;
  uint8_t dscp = 0;
  uint8_t ttl = 0;
  std::optional<size_t> flow;  ///< which of ReplayConfig::flows selected it; nullopt when there are none
  bool rtp = false;
  Ssrc ssrc;
  PayloadType payload_type;
  std::vector<CapturedPacket> packets;  ///< in order of arrival
};

struct Capture {
  std::vector<uint8_t> memory;
  std::vector<CapturedStream> streams;  ///< in order of their first packet
  TaiTime first;                        ///< arrival of the first and the last selected packet
  TaiTime last;
  uint64_t packets = 0;
  uint64_t left_out = 0;
  uint64_t padded = 0;

  [[nodiscard]] Bytes octets(const CapturedPacket& packet) const {
    return Bytes(memory).subspan(packet.offset, packet.size);
  }
};

/// Reads what `config` selects. Fails with the user's words.
[[nodiscard]] Expected<Capture> load_capture(const ReplayConfig& config);

}  // namespace cw::packet_io
