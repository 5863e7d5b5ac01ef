// All senders and receivers that IS-05 controls, with their state; carries what was activated to the equipment and to IS-04. Private to nmos.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nmos/connection_api/connection.h"
#include "nmos/node_core.h"

namespace cw::nmos {

/// Any thread. Functions that say "turn" want core.equipment_turn to be held, the others must be called without core.state.
class ConnectionTable {
 public:
  explicit ConnectionTable(NodeCore& core) : core_(core) {}

  /// All of a description, by their ids; made before core.state is taken, since it takes its time.
  struct Described {
    std::map<std::string, Connection> senders;
    std::map<std::string, Connection> receivers;
  };
  [[nodiscard]] Described read(const NodeDescription& description) const;
  /// With core.state held. What differs in the config begins anew with it, everything else goes on as it was activated.
  void describe(Described described);
  /// With core.state held; nullopt: it is none of the table's.
  [[nodiscard]] std::optional<Subscription> subscription(const std::string& id) const;

  [[nodiscard]] std::optional<Connection> find(ResourceType type, const std::string& id) const;
  [[nodiscard]] std::vector<std::string> ids(ResourceType type) const;

  /// Puts back a copy from find() with other staged settings or schedule; false when the description has changed it since.
  bool stage(const Connection& connection);
  /// Turn. Makes the staged settings active, all with one call of the equipment. In the order of `ids`: when it became active, or why it
  /// goes on as it was (a schedule of it is used up in either case).
  std::vector<Expected<TaiTime>> activate(ResourceType type, std::span<const std::string> ids,
                                          const ActivationRequest& request);
  /// Turn. Activates what is due, and says when the next will be.
  std::optional<TaiTime> activate_due(TaiTime now);

 private:
  struct Attempt {
    Connection connection;
    ActivationRequest request;
    Settings settings;  ///< resolved
    Expected<void> result;
  };
  using Table = std::map<std::string, Connection>;

  [[nodiscard]] Table& table(ResourceType type) { return type == ResourceType::kSender ? senders_ : receivers_; }
  [[nodiscard]] const Table& table(ResourceType type) const {
    return type == ResourceType::kSender ? senders_ : receivers_;
  }
  /// Returns when what succeeded became active.
  TaiTime run(ResourceType type, std::span<Attempt> attempts);
  void call_equipment(ResourceType type, std::span<Attempt> attempts);
  void commit(const Attempt& attempt, TaiTime now);
  [[nodiscard]] std::optional<TaiTime> take_due(ResourceType type, TaiTime now, std::vector<Attempt>& attempts);

  NodeCore& core_;
  Table senders_;    // guarded by core_.state
  Table receivers_;  // likewise
};

}  // namespace cw::nmos
