// Cutting lines of SDP into words and numbers, and comparing what people spell differently. Private to sdp.
#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "gateway/core/error.h"

namespace cw::sdp {

[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Loops rather than find_first_of, which asks memchr about every character.
[[nodiscard]] inline std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
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

/// Takes the first word off `text`; empty when there is none left.
[[nodiscard]] inline std::string_view next_word(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  const auto end = std::ranges::find_if(text, is_blank);
  const std::string_view word(text.begin(), end);
  text.remove_prefix(word.size());
  return word;
}

/// The words between blanks.
[[nodiscard]] inline std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::string_view word = next_word(text); !word.empty(); word = next_word(text)) words.push_back(word);
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

[[nodiscard]] constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

[[nodiscard]] inline bool equal_but_for_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::ranges::equal(a, b, {}, to_lower, to_lower);
}

/// Letters and digits alone, in lower case: what stays the same however a name is spelt (BT.709, bt-709).
[[nodiscard]] inline std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const char lower = to_lower(c);
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) result += lower;
  }
  return result;
}

/// Text for a message, cut when long.
[[nodiscard]] inline std::string quoted(std::string_view text) {
  constexpr size_t kLongest = 60;
  return '"' + std::string(text.substr(0, kLongest)) + (text.size() > kLongest ? "...\"" : "\"");
}

/// What messages quote of a hostile text must harm neither a terminal nor a JSON: printable ASCII, cut when long.
[[nodiscard]] inline std::string plain(std::string_view text) {
  constexpr size_t kLongest = 400;
  std::string result(text.substr(0, kLongest));
  std::ranges::replace_if(result, [](char c) { return c < ' ' || c > '~'; }, '?');
  if (text.size() > kLongest) result += "...";
  return result;
}

/// "line 12, a=fmtp: what".
[[nodiscard]] inline std::unexpected<Error> line_error(size_t line, std::string_view where, std::string_view what) {
  return input_error("line " + std::to_string(line) + ", " + plain(where) + ": " + plain(what));
}

}  // namespace cw::sdp
