// ST 2110-30 §6 and -31: rtpmap, ptime and channel-order, both ways. Private to sdp.
#pragma once

#include <string>
#include <string_view>

#include "gateway/core/error.h"
#include "sdp/grammar/session_description.h"
#include "sdp/st2110/fmtp.h"
#include "sdp/st2110/media.h"
#include "sdp/st2110/rtpmap.h"

namespace cw::sdp {

/// `ptime` is a=ptime, nullptr when there is none. The encoding is L16 or L24.
[[nodiscard]] Expected<AudioParameters> read_audio(const Rtpmap& rtpmap, const Attribute* ptime, Fmtp& fmtp,
                                                   Warnings& warnings);
[[nodiscard]] Expected<Am824Parameters> read_am824(const Rtpmap& rtpmap, const Attribute* ptime, Fmtp& fmtp,
                                                   Warnings& warnings);

/// L24/48000/8
[[nodiscard]] std::string audio_rtpmap(const AudioParameters& audio);
/// "channel-order=...; ", empty when there is none.
[[nodiscard]] std::string write_channel_order(const std::string& channel_order);

}  // namespace cw::sdp
