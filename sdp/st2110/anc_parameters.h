// ST 2110-40 §7 and RFC 8331 §3.1, both ways. Private to sdp.
#pragma once

#include <string>

#include "gateway/core/error.h"
#include "sdp/st2110/fmtp.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

[[nodiscard]] Expected<AncParameters> read_anc(Fmtp& fmtp);
/// "DID_SDID={0x61,0x02}; ", empty when there is nothing to say.
[[nodiscard]] std::string write_anc(const AncParameters& anc);

}  // namespace cw::sdp
