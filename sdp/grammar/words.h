// Cutting lines of SDP into words and numbers. Private to sdp.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "gateway/core/error.h"

namespace cw::sdp {

[[nodiscard]] inline std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The parts between `separator`, empty ones included.
[[nodiscard]] inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// The words between blanks.
[[nodiscard]] inline std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const std::string_view part : split(text, ' ')) {
    if (!trim(part).empty()) words.push_back(trim(part));
  }
  return words;
}

/// The whole of `text` as a decimal number; nullopt when it is none or does not fit.
template <std::integral T>
[[nodiscard]] std::optional<T> parse_number(std::string_view text, int base = 10) {
  T value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Text for an error message: cut when long, control characters replaced.
[[nodiscard]] inline std::string quoted(std::string_view text) {
  constexpr size_t kLongest = 60;
  std::string result = "\"";
  for (const char c : text.substr(0, kLongest)) result += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
  return result + (text.size() > kLongest ? "...\"" : "\"");
}

/// "line 12, a=fmtp: what".
[[nodiscard]] inline std::unexpected<Error> line_error(size_t line, std::string_view where, std::string_view what) {
  return input_error("line " + std::to_string(line) + ", " + std::string(where) + ": " + std::string(what));
}

}  // namespace cw::sdp
