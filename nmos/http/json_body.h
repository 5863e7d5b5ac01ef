// The body of a request to JSON. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "gateway/core/error.h"

namespace cw::nmos {

/// Deeper than anything that NMOS defines; JSON is walked recursively, so a bound is needed.
inline constexpr int kDeepestNesting = 16;

/// Any text is safe; of a key given twice the last counts. The Content-Type is not looked at: what is not JSON is refused anyway, and
/// curl does not set it unless told.
[[nodiscard]] Expected<nlohmann::json> read_json(std::string_view body);

}  // namespace cw::nmos
