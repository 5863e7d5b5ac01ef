#include "nmos/http/json_reply.h"

namespace cw::nmos {

using nlohmann::json;

web::Response json_reply(int status, const json& body) {
  // Labels come from the config and need not be UTF-8.
  return web::Response{.status = status,
                       .content_type = "application/json",
                       .body = body.dump(-1, ' ', false, json::error_handler_t::replace),
                       .headers = {}};
}

web::Response error_reply(const ApiError& error) {
  return json_reply(error.status, {{"code", error.status}, {"error", error.error}, {"debug", nullptr}});
}

web::Response error_reply(int status, std::string error) {
  return error_reply(ApiError{.status = status, .error = std::move(error)});
}

}  // namespace cw::nmos
