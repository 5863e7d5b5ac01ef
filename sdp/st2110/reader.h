// SDP text or model to typed ST 2110 media. Refuses what contradicts the standards, naming line, attribute and what is allowed;
// accepts what real senders leave out where the standards give a default.
#pragma once

#include <string_view>

#include "gateway/core/error.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

/// Any text is safe. Error (kInput) names the line: "line 12, a=fmtp: width is 0; allowed is 1 to 32767".
[[nodiscard]] Expected<St2110Session> read_st2110(std::string_view text);

}  // namespace cw::sdp
