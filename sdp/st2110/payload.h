// The payload type of a media section with its a=rtpmap and a=fmtp lines (RFC 8866 §5.14, §6.6, §6.15; RFC 3551 §6). Private to sdp.
#pragma once

#include "gateway/core/error.h"
#include "gateway/core/rtp_types.h"
#include "sdp/grammar/session_description.h"
#include "sdp/st2110/fmtp.h"
#include "sdp/st2110/rtpmap.h"
#include "sdp/st2110/section_reader.h"

namespace cw::sdp {

struct Payload {
  PayloadType type;
  Rtpmap rtpmap;
  Fmtp fmtp;
};

/// Of several payload types the first that a=rtpmap explains.
[[nodiscard]] Expected<Payload> read_payload(const MediaDescription& media, SectionReader& attributes);

}  // namespace cw::sdp
