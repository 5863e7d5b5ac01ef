// A peer's text made fit for logs and status: stream ids are whatever a stranger sends.
#pragma once

#include <string>
#include <string_view>

namespace cw::srt {

/// At most 512 characters; anything but printable ASCII becomes '?'. Pure.
[[nodiscard]] inline std::string printable(std::string_view text) {
  constexpr size_t kMaxLength = 512;
  std::string out(text.substr(0, kMaxLength));
  for (char& c : out) {
    if (c < ' ' || c > '~') c = '?';
  }
  return out;
}

}  // namespace cw::srt
