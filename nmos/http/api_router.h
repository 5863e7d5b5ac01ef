// Paths and methods below /x-nmos/ to handlers, with what every NMOS API does alike: trailing slashes, OPTIONS, CORS headers, 404 and 405
// as JSON (IS-04/IS-05 APIs, Server Side Implementation Notes).
//
//   router.get("/x-nmos/node/v1.3/senders/{id}", [](const ApiRequest& request) { return json_reply(sender(request.part(0))); });
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/web/http_message.h"

namespace cw::nmos {

/// The headers that browsers want before they let a page of another host read a reply.
void add_cors(web::Response& response, const std::string& methods);

/// A request and what stands in its path where the pattern has {...}.
class ApiRequest {
 public:
  ApiRequest(const web::Request& http, std::vector<std::string_view> parts) : http_(http), parts_(std::move(parts)) {}
  [[nodiscard]] const web::Request& http() const { return http_; }
  [[nodiscard]] std::string part(size_t index) const { return std::string(parts_.at(index)); }

 private:
  const web::Request& http_;
  std::vector<std::string_view> parts_;
};

using ApiHandler = std::function<web::Response(const ApiRequest& request)>;  // off the packet path

/// Filled first, then only read: any thread.
class ApiRouter {
 public:
  /// `pattern` has no trailing slash; a segment in braces matches any one segment.
  void add(std::string method, std::string_view pattern, ApiHandler handler);
  void get(std::string_view pattern, ApiHandler handler) { add("GET", pattern, std::move(handler)); }
  /// GET of `pattern` answers with the names of what is below: ["senders/","receivers/"].
  void list(std::string_view pattern, const std::vector<std::string>& children);

  [[nodiscard]] web::Response route(const web::Request& request) const;

 private:
  struct Method {
    std::string name;
    ApiHandler handler;
  };
  struct Path {
    std::vector<std::string> segments;
    std::vector<Method> methods;
  };
  [[nodiscard]] const Path* find(const std::vector<std::string_view>& segments) const;

  std::vector<Path> paths_;
};

}  // namespace cw::nmos
