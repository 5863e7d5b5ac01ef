// Turns a schema validator's verdicts into words for a broadcast engineer: what is wrong, what is allowed. Private to config.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config/loader.h"

namespace cw::config {

/// The faults behind one verdict at the place that `tokens` name; none when it only repeats that something further down is wrong.
[[nodiscard]] std::vector<ConfigFault> reword(const nlohmann::json& schema, const nlohmann::json& document,
                                              const std::vector<std::string>& tokens, const std::string& verdict);

/// `a "x"`, `b` and `c` as: a, b or c.
[[nodiscard]] std::string any_of(const std::vector<std::string>& choices);

/// The choice that `word` most likely meant; empty when none is close.
[[nodiscard]] std::string nearest_of(std::string_view word, const std::vector<std::string>& choices);

}  // namespace cw::config
