#include "gateway/web/byte_range.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace cw::web {
namespace {

std::optional<uint64_t> parse_offset(std::string_view text) {
  uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

RangeVerdict suffix_range(std::string_view text, uint64_t size_bytes) {
  const auto wanted = parse_offset(text);
  if (!wanted) return WholeFile{};
  if (*wanted == 0 || size_bytes == 0) return UnsatisfiableRange{};
  const uint64_t length = std::min(*wanted, size_bytes);
  return ByteRange{size_bytes - length, length};
}

}  // namespace

RangeVerdict parse_range(std::string_view header, uint64_t size_bytes) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return WholeFile{};
  header.remove_prefix(kUnit.size());
  const size_t dash = header.find('-');
  if (dash == std::string_view::npos) return WholeFile{};
  if (dash == 0) return suffix_range(header.substr(1), size_bytes);
  const auto first = parse_offset(header.substr(0, dash));
  const std::string_view last_text = header.substr(dash + 1);
  const auto last = last_text.empty() ? UINT64_MAX : parse_offset(last_text);
  if (!first || !last || *last < *first) return WholeFile{};
  if (*first >= size_bytes) return UnsatisfiableRange{};
  return ByteRange{*first, std::min(*last, size_bytes - 1) - *first + 1};
}

}  // namespace cw::web
