// exactframerate (ST 2110-20 §7.2): "25" or "30000/1001", and what else senders write. Private to sdp, but for rate_text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/rational.h"

namespace cw::sdp {

struct ReadRate {
  FrameRate rate;
  bool as_specified = true;  ///< false: 25/1, 50.0, 29.97, 30/1.001
};

/// nullopt when it is no rate, or one above 1000.
[[nodiscard]] std::optional<ReadRate> parse_rate(std::string_view text);

/// "60000/1001" or "50".
[[nodiscard]] std::string rate_text(FrameRate rate);

}  // namespace cw::sdp
