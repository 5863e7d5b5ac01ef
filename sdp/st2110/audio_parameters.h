// ST 2110-30 §6: rtpmap, ptime and channel-order, both ways. Private to sdp.
#pragma once

#include <string>
#include <string_view>

#include "gateway/core/error.h"
#include "sdp/grammar/session_description.h"
#include "sdp/st2110/fmtp.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

/// `format` is what follows the payload type in a=rtpmap: L24/48000/8.
[[nodiscard]] Expected<AudioParameters> read_audio(const Section& section, std::string_view format, Fmtp fmtp);

/// L24/48000/8
[[nodiscard]] std::string audio_rtpmap(const AudioParameters& audio);
/// "channel-order=...; ", empty when there is none.
[[nodiscard]] std::string write_audio(const AudioParameters& audio);
/// 1000 → "1", 125 → "0.125".
[[nodiscard]] std::string ptime_text(uint32_t packet_time_us);

}  // namespace cw::sdp
