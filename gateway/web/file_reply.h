// A request for a file of a mounted folder to headers and the octets to send: MIME types, caching, ranges, CORS as HLS players need
// them. Private to web.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/web/file_slice.h"
#include "gateway/web/http_message.h"
#include "gateway/web/router.h"

namespace cw::web {

/// What the server sends: a response, whose body is either in it or the file.
struct Reply {
  Response response;
  std::optional<FileSlice> file;
  bool may_compress = true;  ///< false for parts of files
};

/// GET, HEAD and OPTIONS. 404 when there is no such file.
[[nodiscard]] Reply reply_with_file(const Request& request, const Router::FileMatch& match);

/// By file extension.
[[nodiscard]] std::string_view mime_type_of(std::string_view path);

}  // namespace cw::web
