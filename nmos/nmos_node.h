// The gateway as an NMOS node: Node API (IS-04), Connection API (IS-05) and Channel Mapping API (IS-08) behind one handler of HTTP requests,
// and the resources that the registration carries to a registry.
//
//   auto node = NmosNode::create(description, equipment, {.address = {.hosts = {"192.0.2.1"}}, .seed = machine_id});
//   for (const auto* path : {"/x-nmos", "/x-nmos/"}) {
//     router.handle("*", path, [&](const web::Request& request) { return (*node)->handle(request); });
//   }
//   router.set_error_reply(NmosNode::refusal);
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/core/error.h"
#include "gateway/web/http_message.h"
#include "nmos/equipment.h"
#include "nmos/model/node_address.h"
#include "nmos/model/resource_store.h"
#include "nmos/node_api/node_api.h"
#include "nmos/node_description.h"

namespace cw::nmos {

struct NmosNodeConfig {
  NodeAddress address;
  std::string seed;   ///< of the resources' UUIDs: same seed, same identities (see model/identifiers.h)
  FetchText fetch;    ///< of SDPs for the deprecated receiver target; empty: that is not offered
  bool timer = true;  ///< false: the owner calls poll() when activations are due, as tests do
};

/// Any thread, unless said otherwise. Calls of the equipment are made on the threads that call handle(), and on one of its own.
class NmosNode {
 public:
  /// `equipment` outlives the node. Error: no host is given, or names in the description are not unique.
  [[nodiscard]] static Expected<std::unique_ptr<NmosNode>> create(const NodeDescription& description,
                                                                  Equipment& equipment, NmosNodeConfig config);
  ~NmosNode();
  NmosNode(const NmosNode&) = delete;
  NmosNode& operator=(const NmosNode&) = delete;

  /// Requests below /x-nmos/, any method.
  [[nodiscard]] web::Response handle(const web::Request& request) const;
  /// For web::Router::set_error_reply(), so that a server of these APIs alone refuses requests in their words, too.
  [[nodiscard]] static web::Response refusal(int status, std::string_view message);

  /// After the config or the state of clock, interfaces or OTT outputs has changed. What controllers have activated stays, unless the
  /// config's parameters of that sender, receiver or output changed. Never waits for the equipment. Error: see create(); then nothing
  /// has changed.
  Expected<void> update(const NodeDescription& description);

  /// Makes active what is due; returns when the next is. Only without the timer.
  std::optional<TaiTime> poll(TaiTime now);

  [[nodiscard]] ResourceStore& store();
  [[nodiscard]] const std::string& node_id() const;

 private:
  struct Parts;
  explicit NmosNode(std::unique_ptr<Parts> parts);
  void describe(const NodeDescription& description);

  std::unique_ptr<Parts> parts_;
};

}  // namespace cw::nmos
