// Responses as all NMOS APIs give them: JSON, and errors as {code, error, debug} (IS-04 APIs - Error Codes & Responses). CORS headers are
// added by the router. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gateway/web/http_message.h"

namespace cw::nmos {

[[nodiscard]] web::Response json_reply(int status, const nlohmann::json& body);
inline web::Response json_reply(const nlohmann::json& body) { return json_reply(200, body); }

/// `error` is for the user of a controller; "debug" is null.
struct ApiError {
  int status = 400;
  std::string error;
};
[[nodiscard]] web::Response error_reply(const ApiError& error);
[[nodiscard]] web::Response error_reply(int status, std::string error);

}  // namespace cw::nmos
