// gzip content coding (RFC 1952) for playlists, JSON and metrics. Private to web.
#pragma once

#include <string>
#include <string_view>

namespace cw::web {

/// `text` as one gzip member.
[[nodiscard]] std::string gzip(std::string_view text);

/// True when an Accept-Encoding header allows gzip (RFC 9110 §12.5.3).
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

}  // namespace cw::web
