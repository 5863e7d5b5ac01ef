// The Connection API of IS-05, v1.0 and v1.1 (they differ in /transporttype alone): single and bulk.
#pragma once

#include <string>

#include "nmos/connection_api/connection_table.h"
#include "nmos/http/api_router.h"
#include "nmos/http/json_reply.h"
#include "nmos/node_core.h"

namespace cw::nmos {

/// Any thread.
class ConnectionApi {
 public:
  explicit ConnectionApi(NodeCore& core) : core_(core), table_(core) {}

  void add_routes(ApiRouter& router);
  [[nodiscard]] ConnectionTable& table() { return table_; }

  /// For the Node API's receiver target (IS-05 Support For Legacy IS-04 Connection Management): whatever was staged gives way.
  [[nodiscard]] std::optional<ApiError> connect(const std::string& receiver, const std::string& sender,
                                                const std::string& sdp);
  [[nodiscard]] std::optional<ApiError> disconnect(const std::string& receiver);

 private:
  /// One PATCH of a bulk request or a single one, on its way.
  struct Change {
    std::string id;
    std::optional<ApiError> error;
    nlohmann::json reply;  ///< /staged afterwards
    int status = 200;      ///< 202: scheduled
    bool immediate = false;
  };

  void add_single(ApiRouter& router, const std::string& root, bool has_transport_type);
  void add_bulk(ApiRouter& router, const std::string& root);
  [[nodiscard]] web::Response list(ResourceType type) const;
  [[nodiscard]] web::Response patch(ResourceType type, const ApiRequest& request);
  [[nodiscard]] web::Response bulk(ResourceType type, const ApiRequest& request);
  [[nodiscard]] web::Response transport_file(const std::string& id);

  [[nodiscard]] static Change named_twice(const std::string& id);
  /// With the turn held.
  void run(ResourceType type, std::span<Change> changes);
  [[nodiscard]] Change stage(ResourceType type, const std::string& id, const nlohmann::json& body);
  [[nodiscard]] std::optional<ApiError> apply(Connection& connection, const struct StagedPatch& patch) const;
  [[nodiscard]] std::optional<ApiError> change_receiver(const std::string& id, const nlohmann::json& body);

  NodeCore& core_;
  ConnectionTable table_;
};

}  // namespace cw::nmos
