// What a node answers, with its body as JSON where it is.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "gateway/web/http_message.h"

namespace cw::nmos::test {

struct Reply {
  int status = 0;
  nlohmann::json body;
  web::Response response;
};

inline std::string header_of(const web::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (web::equal_ignoring_case(key, name)) return value;
  }
  return {};
}

}  // namespace cw::nmos::test
