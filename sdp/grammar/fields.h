// The values of o=, c= and m= lines (RFC 8866 §5.2, §5.7, §5.14), read. Private to sdp; used by sdp/grammar/parser.h.
#pragma once

#include "gateway/core/error.h"
#include "sdp/grammar/line_reader.h"
#include "sdp/grammar/session_description.h"
#include "sdp/grammar/warning.h"

namespace cw::sdp {

/// Nothing that a receiver needs is in o=, so any text will do.
[[nodiscard]] Origin parse_origin(const SdpLine& line, Warnings& warnings);
[[nodiscard]] Expected<Connection> parse_connection(const SdpLine& line, Warnings& warnings);
[[nodiscard]] Expected<MediaDescription> parse_media(const SdpLine& line);

}  // namespace cw::sdp
