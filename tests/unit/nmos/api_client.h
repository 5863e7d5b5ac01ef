// Asks an NmosNode as a controller would, without sockets.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "nmos/model/identifiers.h"
#include "nmos/nmos_node.h"
#include "tests/unit/nmos/fake_equipment.h"
#include "tests/unit/nmos/reply.h"
#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {

/// A rich node on a fake gateway, and the requests to it.
class NodeUnderTest {
 public:
  explicit NodeUnderTest(NodeDescription from = rich_node(), FetchText fetch = {}) : description(std::move(from)) {
    auto created = NmosNode::create(description, equipment,
                                    {.address = {.hosts = {"192.0.2.10", "gateway-1"}, .port = 3212},
                                     .seed = "test",
                                     .fetch = std::move(fetch),
                                     .timer = false});
    node = std::move(created.value());
  }

  Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) const {
    web::Request request{.method = method, .target = path, .path = path, .query = {}, .headers = {}, .body = body};
    Reply reply{.status = 0, .body = {}, .response = node->handle(request)};
    reply.status = reply.response.status;
    if (reply.response.content_type == "application/json" && !reply.response.body.empty()) {
      reply.body = nlohmann::json::parse(reply.response.body);
    }
    return reply;
  }
  Reply get(const std::string& path) const { return ask("GET", path); }
  Reply patch(const std::string& path, const nlohmann::json& body) const { return ask("PATCH", path, body.dump()); }
  Reply post(const std::string& path, const nlohmann::json& body) const { return ask("POST", path, body.dump()); }

  /// ".../single/senders/<id>" or receivers
  [[nodiscard]] std::string sender_path(const std::string& name) const {
    return connection_root + "/single/senders/" + ids.sender(name);
  }
  [[nodiscard]] std::string receiver_path(const std::string& name) const {
    return connection_root + "/single/receivers/" + ids.receiver(name);
  }
  [[nodiscard]] nlohmann::json shown(ResourceType type, const std::string& id) const {
    return node->store().find(type, id).value().data;
  }

  NodeDescription description;
  FakeEquipment equipment;
  Identifiers ids{"test"};
  std::unique_ptr<NmosNode> node;
  const std::string connection_root = "/x-nmos/connection/v1.1";
  const std::string mapping_root = "/x-nmos/channelmapping/v1.0";
};

inline const nlohmann::json kNow{{"mode", "activate_immediate"}};

}  // namespace cw::nmos::test
