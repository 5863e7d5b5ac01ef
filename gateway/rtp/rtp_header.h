// Writes the fixed RTP header (RFC 3550 §5.1); the outbound twin of RtpView, used by every Packetizer.
#pragma once

#include "gateway/core/byte_reader.h"
#include "gateway/core/rtp_types.h"
#include "gateway/rtp/rtp_view.h"

namespace cw::rtp {

struct RtpHeaderFields {
  PayloadType payload_type;
  SequenceNumber sequence;
  RtpTimestamp timestamp;
  Ssrc ssrc;
  bool marker = false;
};

/// `out` has at least kRtpHeaderBytes. No padding, extension or CSRC.
inline void write_rtp_header(MutableBytes out, const RtpHeaderFields& fields) {
  constexpr uint8_t kMarkerBit = 0x80;
  out[0] = kRtpVersion << 6;
  out[1] = static_cast<uint8_t>((fields.marker ? kMarkerBit : 0) | (fields.payload_type.value & 0x7F));
  store_be16(&out[2], fields.sequence.value);
  store_be32(&out[4], fields.timestamp.value);
  store_be32(&out[8], fields.ssrc.value);
}

}  // namespace cw::rtp
