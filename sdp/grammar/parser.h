// SDP text to SessionDescription (RFC 4566 §5); mirrors sdp/grammar/writer.h.
#pragma once

#include <string_view>

#include "gateway/core/error.h"
#include "sdp/grammar/session_description.h"

namespace cw::sdp {

inline constexpr size_t kMaxSdpBytes = size_t{1} << 20;
inline constexpr size_t kMaxMedia = 64;

/// Any text is safe. Lines end with CRLF or LF; the order of lines within a section is not insisted on. Error (kInput):
/// "line 7, m=: ...".
[[nodiscard]] Expected<SessionDescription> parse_sdp(std::string_view text);

}  // namespace cw::sdp
