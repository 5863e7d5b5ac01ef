// The Node API of IS-04, v1.2 and v1.3: what is in the store, and the deprecated receiver target.
#pragma once

#include <expected>
#include <functional>
#include <mutex>
#include <string>

#include "gateway/core/error.h"
#include "nmos/connection_api/connection_api.h"
#include "nmos/http/api_router.h"
#include "nmos/node_core.h"

namespace cw::nmos {

/// The text behind a URL, fetched with limits of its own on time and size.
using FetchText = std::function<Expected<std::string>(const std::string& url)>;  // off the packet path

/// Any thread.
class NodeApi {
 public:
  /// Without `fetch` a PUT to a receiver's target is answered with 501, as IS-04 v1.3 allows.
  NodeApi(NodeCore& core, ConnectionApi& connections, FetchText fetch)
      : core_(core), connections_(connections), fetch_(std::move(fetch)) {}

  void add_routes(ApiRouter& router);

 private:
  void add_resources(ApiRouter& router, ResourceType type, std::string_view version);
  [[nodiscard]] std::optional<nlohmann::json> shown(const Resource& resource, std::string_view version) const;
  [[nodiscard]] web::Response list(ResourceType type, std::string_view version) const;
  [[nodiscard]] web::Response one(ResourceType type, std::string_view version, const std::string& id) const;
  [[nodiscard]] web::Response put_target(const ApiRequest& request);
  [[nodiscard]] std::optional<ApiError> connect(const std::string& receiver, const nlohmann::json& sender);
  [[nodiscard]] std::expected<std::string, ApiError> fetch(const std::string& url);

  NodeCore& core_;
  ConnectionApi& connections_;
  FetchText fetch_;
  std::mutex fetching_;  ///< held during a call of fetch_
};

}  // namespace cw::nmos
