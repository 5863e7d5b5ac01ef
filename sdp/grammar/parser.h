// SDP text to SessionDescription (RFC 8866 §5, RFC 4566 §5); mirrors sdp/grammar/writer.h.
#pragma once

#include <string_view>

#include "gateway/core/error.h"
#include "sdp/grammar/session_description.h"
#include "sdp/grammar/warning.h"

namespace cw::sdp {

inline constexpr size_t kMaxSdpBytes = size_t{1} << 20;
inline constexpr size_t kMaxMedia = 64;

/// Any text is safe. Lines may end as they like and stand in any order within their section; what is missing gets the value that says
/// nothing (s=-, t=0 0); each of it is a warning. Error (kInput): "line 7, m=: ...".
[[nodiscard]] Expected<SessionDescription> parse_sdp(std::string_view text, Warnings& warnings);
[[nodiscard]] Expected<SessionDescription> parse_sdp(std::string_view text);

}  // namespace cw::sdp
