// What a request handler gets and gives: plain values, no trace of the HTTP library.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cw::web {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  ///< "GET"; a HEAD request reaches handlers as GET, the server leaves out the body
  std::string target;  ///< as sent: path and query
  std::string path;    ///< decoded and normalised: begins with '/', no ".", ".." or empty segments
  std::string query;   ///< after '?', as sent
  Headers headers;
  std::string body;

  /// First header of that name, case-insensitive; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  Headers headers;  ///< besides Content-Type, Content-Length, Date, Server
};

/// Called on a server thread, several at a time; must be thread-safe and quick. What it throws becomes a 500.
using Handler = std::function<Response(const Request&)>;  // off the packet path

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

/// {"error":{"status":404,"message":"..."}}
[[nodiscard]] Response json_error(int status, std::string_view message);

}  // namespace cw::web
