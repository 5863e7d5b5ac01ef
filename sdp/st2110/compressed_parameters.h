// Media type parameters of ST 2110-22 §7 with those of JPEG XS (RFC 9134 §7.1), both ways. Private to sdp.
#pragma once

#include <string>

#include "gateway/core/error.h"
#include "sdp/st2110/fmtp.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

/// Bandwidth (b=AS) and a=framerate are not in the fmtp line: the caller adds them.
[[nodiscard]] Expected<CompressedVideoParameters> read_compressed(const std::string& encoding, Fmtp& fmtp);
/// "packetmode=0; ... " with the final "; ".
[[nodiscard]] std::string write_compressed(const CompressedVideoParameters& video);

}  // namespace cw::sdp
