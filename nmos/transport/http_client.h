// The client side of HTTP/1.1 in NMOS: one request at a time, each with its deadlines and bounds, that another thread can end at once.
// Registration (IS-04) and the System API (IS-09) know only the interface, so that their tests answer by hand.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "gateway/core/error.h"
#include "gateway/core/tai_time.h"
#include "gateway/web/http_message.h"

namespace cw::nmos {

/// Deadlines run on the monotonic clock: nobody sets it.
using Instant = std::chrono::steady_clock::time_point;

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::string body;  ///< JSON; empty: no Content-Type, and Content-Length: 0 where the method may have a body
  std::string accept = "application/json";           ///< media type
  Duration connect_limit = std::chrono::seconds{2};  ///< with the look-up of the name
  Duration limit = std::chrono::seconds{4};          ///< from the call to the last octet of the answer
};

struct HttpResponse {
  int status = 0;
  web::Headers headers;
  std::string body;
  /// First header of that name, case-insensitive; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

using HttpResult = Expected<HttpResponse>;

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Blocks until the answer, a fault or a deadline. Any status is an answer; what is not HTTP, larger than the limits or late is an
  /// error. A stop ends it within milliseconds. One call at a time.
  [[nodiscard]] virtual HttpResult send(const HttpRequest& request, std::stop_token stop) = 0;
};

struct HttpClientConfig {
  /// Address of this host that requests come from (an IS-09 server knows a node by it); empty: the kernel chooses.
  std::string local_address;
  size_t max_header_bytes = size_t{16} * 1024;
  size_t max_body_bytes = size_t{1024} * 1024;
};

/// Keeps a connection open between requests to the same host and port, and makes a new one when the other end has closed it.
[[nodiscard]] std::unique_ptr<HttpClient> make_http_client(HttpClientConfig config);

}  // namespace cw::nmos
