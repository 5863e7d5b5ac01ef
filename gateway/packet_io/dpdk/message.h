// Puts error texts together. The packet path links no formatting library, and only start-up speaks.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace cw::packet_io {

namespace message_detail {
inline void append(std::string& out, std::string_view part) { out += part; }
inline void append(std::string& out, std::integral auto number) { out += std::to_string(number); }
}  // namespace message_detail

/// Strings and whole numbers, one after the other.
template <typename... Parts>
[[nodiscard]] std::string message(const Parts&... parts) {
  std::string out;
  (message_detail::append(out, parts), ...);
  return out;
}

}  // namespace cw::packet_io
