// One received RTP packet, checked and read in place (RFC 3550 §5.1). First stage after the UDP datagram: everything behind it
// (LegMerger, MediaTimeMapper, Assemblers) trusts what is in here.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
//   |                           timestamp                           |
//   |                             SSRC                              |
//   |            CSRC × CC, then the extension if X …               |
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/core/byte_reader.h"
#include "gateway/core/rtp_types.h"

namespace cw::rtp {

inline constexpr size_t kRtpHeaderBytes = 12;
inline constexpr uint8_t kRtpVersion = 2;

/// Why a datagram is no RTP packet.
enum class RtpFault : uint8_t {
  kNone,
  kTooShort,   ///< less than the fixed header
  kVersion,    ///< not version 2
  kCsrc,       ///< the CSRC list runs past the end
  kExtension,  ///< the header extension runs past the end
  kPadding,    ///< the padding count is 0 or more than there is
};

/// Views the datagram it was parsed from; valid as long as that is.
class RtpView {
 public:
  /// Checks the whole header, skips CSRCs and extension, strips padding. nullopt and `*why` on a fault. Any thread.
  [[nodiscard]] static std::optional<RtpView> parse(Bytes udp_payload, RtpFault* why) {
    if (udp_payload.size() < kRtpHeaderBytes) return refuse(why, RtpFault::kTooShort);
    const uint8_t first = udp_payload[0];
    if ((first >> 6) != kRtpVersion) return refuse(why, RtpFault::kVersion);
    RtpView view(udp_payload);
    if ((first & 0x3F) != 0) {  // padding, extension or CSRCs: rare in ST 2110
      const RtpFault fault = view.read_options();
      if (fault != RtpFault::kNone) return refuse(why, fault);
    }
    *why = RtpFault::kNone;
    return view;
  }

  [[nodiscard]] bool marker() const { return (header_[1] & 0x80) != 0; }
  [[nodiscard]] PayloadType payload_type() const { return PayloadType{static_cast<uint8_t>(header_[1] & 0x7F)}; }
  [[nodiscard]] SequenceNumber sequence() const { return SequenceNumber{load_be16(header_ + 2)}; }
  [[nodiscard]] RtpTimestamp timestamp() const { return RtpTimestamp{load_be32(header_ + 4)}; }
  [[nodiscard]] Ssrc ssrc() const { return Ssrc{load_be32(header_ + 8)}; }
  [[nodiscard]] Bytes payload() const { return payload_; }
  [[nodiscard]] bool has_extension() const { return (header_[0] & 0x10) != 0; }
  [[nodiscard]] uint8_t padding_octets() const { return padding_octets_; }

 private:
  explicit RtpView(Bytes packet) : header_(packet.data()), payload_(packet.subspan(kRtpHeaderBytes)) {}
  static std::optional<RtpView> refuse(RtpFault* why, RtpFault fault) {
    *why = fault;
    return std::nullopt;
  }
  [[nodiscard]] RtpFault read_options();

  const uint8_t* header_;
  Bytes payload_;
  uint8_t padding_octets_ = 0;
};

}  // namespace cw::rtp
