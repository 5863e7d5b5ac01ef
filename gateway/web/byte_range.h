// The Range header of RFC 9110 §14. Private to web.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace cw::web {

struct WholeFile {};
struct UnsatisfiableRange {};
struct ByteRange {
  uint64_t first = 0;
  uint64_t length = 0;
};
using RangeVerdict = std::variant<WholeFile, ByteRange, UnsatisfiableRange>;

/// Any text is safe. What is malformed, or asks for several ranges, gets the whole file, as the RFC allows.
[[nodiscard]] RangeVerdict parse_range(std::string_view header, uint64_t size_bytes);

}  // namespace cw::web
