// SessionDescription to SDP text; mirrors sdp/grammar/parser.h, which reads back an equal description.
#pragma once

#include <string>

#include "sdp/grammar/session_description.h"

namespace cw::sdp {

/// Lines in the order of RFC 8866 §5, ended by CRLF. Control characters in texts become blanks.
[[nodiscard]] std::string to_text(const SessionDescription& description);

}  // namespace cw::sdp
