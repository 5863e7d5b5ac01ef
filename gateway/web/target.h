// The request target of HTTP/1.1 (RFC 9112 §3.2) to a path that is safe to look up. Private to web.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cw::web {

struct Target {
  std::string
      path;  ///< decoded; begins with '/', has no empty, "." or ".." segments, ends in '/' only if the target's did
  std::string query;  ///< after '?', not decoded
};

/// Any text is safe. nullopt: not a path, a wrong escape, a segment "..", or a character that has no business in a path (control
/// characters, backslash, an escaped slash).
[[nodiscard]] std::optional<Target> normalise_target(std::string_view target);

}  // namespace cw::web
