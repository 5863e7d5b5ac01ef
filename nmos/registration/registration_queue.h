// What a registry has still to be told, in an order that keeps its references whole (IS-04 Behaviour - Registration, "Referential
// Integrity"): what is new or has changed from the node downwards, then what has gone from the receivers upwards.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "nmos/model/resource_store.h"

namespace cw::nmos {

/// One thread.
class RegistrationQueue {
 public:
  explicit RegistrationQueue(const ResourceStore& store) : store_(store) {}

  /// Everything has to be told: the registry knows nothing of this node.
  void restart();
  /// Takes in what has changed since.
  void refresh();

  [[nodiscard]] bool empty() const { return pending_.empty(); }
  [[nodiscard]] size_t size() const { return pending_.size(); }
  /// The next to tell; `data` is null: delete it. Not empty.
  [[nodiscard]] const ResourceChange& front() const { return pending_.begin()->second; }
  /// That one is told (or refused); what has changed again since then stays.
  void done(const ResourceChange& told);
  /// Of the store, as far as it has been taken in.
  [[nodiscard]] uint64_t sequence() const { return sequence_; }

 private:
  using Order = std::tuple<bool, int, std::string>;  ///< gone; type, reversed when gone; id
  static Order order_of(const Resource& resource, bool gone);
  void add(ResourceChange change);

  const ResourceStore& store_;
  uint64_t sequence_ = 0;
  std::map<Order, ResourceChange> pending_;
};

}  // namespace cw::nmos
