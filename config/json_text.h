// JSON with comments to a document, the first step of the loader. Private to config.
#pragma once

#include <expected>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config/loader.h"

namespace cw::config {

inline constexpr size_t kMaxTextBytes = size_t{4} * 1024 * 1024;
inline constexpr size_t kMaxStringBytes = 1024;
inline constexpr size_t kMaxDepth = 32;

/// Faults: not JSON (with line and column), too large or deep, a key twice in one object, an overlong string.
[[nodiscard]] std::expected<nlohmann::json, std::vector<ConfigFault>> parse_json(std::string_view text);

/// Appends one reference token to an RFC 6901 pointer.
[[nodiscard]] std::string child(const std::string& pointer, std::string_view token);
[[nodiscard]] std::string child(const std::string& pointer, size_t index);

}  // namespace cw::config
