// One parsed request to one reply: target, route, method, handler or file, compression. No sockets. Private to web.
#pragma once

#include "gateway/web/file_reply.h"
#include "gateway/web/http_message.h"
#include "gateway/web/router.h"

namespace cw::web {

/// `request.method` and `target` as sent; path and query are set here. Never throws. A HEAD request gets the reply to GET, whose body
/// the caller leaves out.
[[nodiscard]] Reply respond(Request& request, const Router& router);

}  // namespace cw::web
