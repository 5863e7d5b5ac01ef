// The Channel Mapping API of IS-08 v1.0.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "nmos/channel_mapping_api/channel_matrix.h"
#include "nmos/channel_mapping_api/map_request.h"
#include "nmos/http/api_router.h"
#include "nmos/node_core.h"

namespace cw::nmos {

/// Any thread.
class ChannelMappingApi {
 public:
  explicit ChannelMappingApi(NodeCore& core) : core_(core) {}

  void add_routes(ApiRouter& router);
  /// With core.state held.
  void describe(const NodeDescription& description);
  /// With core.equipment_turn held: applies what is due, and says when the next will be.
  std::optional<TaiTime> activate_due(TaiTime now);

 private:
  struct Scheduled {
    MapRequest request;
    TaiTime due;
  };

  void add_inputs(ApiRouter& router, const std::string& root);
  void add_outputs(ApiRouter& router, const std::string& root);
  void add_map(ApiRouter& router, const std::string& root);
  template <typename BodyOf>
  void get_input(ApiRouter& router, const std::string& path, BodyOf body_of);
  template <typename BodyOf>
  void get_output(ApiRouter& router, const std::string& path, BodyOf body_of);

  [[nodiscard]] web::Response io() const;
  [[nodiscard]] web::Response active_map(const std::optional<std::string>& output) const;
  [[nodiscard]] web::Response activations() const;
  [[nodiscard]] web::Response activation(const std::string& id) const;
  [[nodiscard]] web::Response cancel(const std::string& id);
  [[nodiscard]] web::Response post(const ApiRequest& request);
  /// With the turn held; nullopt: may go on.
  [[nodiscard]] std::optional<web::Response> refusal(const MapRequest& request) const;
  [[nodiscard]] web::Response schedule(MapRequest request);
  [[nodiscard]] web::Response route_now(const MapRequest& request);
  [[nodiscard]] Expected<TaiTime> route(const MapRequest& request);
  [[nodiscard]] std::string new_id();

  NodeCore& core_;
  // Guarded by core_.state.
  ChannelMatrix matrix_;
  nlohmann::json last_activation_ = no_activation_json();
  std::map<std::string, Scheduled> scheduled_;
  uint64_t requests_ = 0;
};

}  // namespace cw::nmos
