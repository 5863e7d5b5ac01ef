// Media type parameters of ST 2110-20 §7 and -21 §8, both ways. Private to sdp.
#pragma once

#include <string>

#include "gateway/core/error.h"
#include "sdp/st2110/fmtp.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

[[nodiscard]] Expected<VideoParameters> read_video(Fmtp fmtp);
/// "sampling=...; width=...; ... " with the final "; ".
[[nodiscard]] std::string write_video(const VideoParameters& video);

/// "60000/1001" or "50".
[[nodiscard]] std::string rate_text(FrameRate rate);

}  // namespace cw::sdp
