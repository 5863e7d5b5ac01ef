// SDP text to typed ST 2110 media; mirrors sdp/st2110/writer.h. Sees past what real senders write otherwise than the standards and says
// so; refuses what it cannot understand, naming line, attribute and what is allowed.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/core/error.h"
#include "sdp/grammar/warning.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

struct Reading {
  St2110Session session;
  std::vector<Warning> warnings;  ///< by line; of our own writer's text only what the sender does amiss
};

/// Any text is safe. Error (kInput) names the line: "line 12, a=fmtp: width is 0; allowed is 1 to 32767".
[[nodiscard]] Expected<Reading> read_st2110_with_warnings(std::string_view text);

/// As above for those who do not care about warnings.
[[nodiscard]] Expected<St2110Session> read_st2110(std::string_view text);

}  // namespace cw::sdp
