#include "gateway/web/http_message.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cw::web {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

Response json_error(int status, std::string_view message) {
  nlohmann::json body;
  body["error"]["status"] = status;
  body["error"]["message"] = message;
  return Response{.status = status,
                  .content_type = "application/json",
                  .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n",
                  .headers = {}};
}

}  // namespace cw::web
