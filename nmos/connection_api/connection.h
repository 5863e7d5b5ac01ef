// One sender or receiver as IS-05 sees it: what is staged, what is active, what is scheduled. Values only; the table guards them. Private
// to nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "nmos/model/activation.h"
#include "nmos/model/identifiers.h"
#include "nmos/model/subscription.h"
#include "nmos/node_description.h"

namespace cw::nmos {

/// What can be staged and become active.
struct Settings {
  bool master_enable = false;
  std::optional<std::string> peer_id;     ///< sender_id of a receiver, receiver_id of a sender
  std::vector<nlohmann::json> legs;       ///< transport_params
  std::optional<std::string> sdp;         ///< transport_file; receivers
  std::optional<sdp::St2110Media> media;  ///< what it says
};

struct Connection {
  ResourceType type = ResourceType::kSender;
  std::string id;
  std::string name;                         ///< as in the config
  Format format = Format::kVideo;           ///< receivers
  std::vector<std::string> addresses = {};  ///< of each leg's interface
  Settings configured = {};                 ///< as the config has it, and what "auto" stands for
  Settings staged = {};
  Settings active = {};
  nlohmann::json last_activation = no_activation_json();  ///< of /active
  ActivationRequest scheduled = {};
  std::optional<TaiTime> due = {};  ///< with a value: locked until then
};

[[nodiscard]] Connection connection_of(const SenderDescription& sender, const Identifiers& ids);
[[nodiscard]] Connection connection_of(const ReceiverDescription& receiver, const Identifiers& ids);

/// Whether `old` may go on under the new description: neither its interfaces nor the config's parameters differ.
[[nodiscard]] bool may_continue(const Connection& old, const Connection& fresh);

/// Bodies of /staged and /active; `activation` is that of the one or the other.
[[nodiscard]] nlohmann::json settings_json(ResourceType type, const Settings& settings, nlohmann::json activation);
[[nodiscard]] nlohmann::json staged_json(const Connection& connection);
[[nodiscard]] nlohmann::json active_json(const Connection& connection);
[[nodiscard]] nlohmann::json constraints_json(const Connection& connection);

/// The staged settings with every "auto" resolved (IS-05 /active).
[[nodiscard]] Settings resolved(const Connection& connection);
[[nodiscard]] SenderActivation sender_activation(const std::string& name, const Settings& resolved);
[[nodiscard]] ReceiverActivation receiver_activation(const std::string& name, const Settings& resolved);

[[nodiscard]] Subscription subscription_of(const Connection& connection);

}  // namespace cw::nmos
