// What a reload (SIGHUP) has to touch: old Config against new Config, by id. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace cw::config {

/// Ids, each list in the order of the file. An object whose id is in both with other content is changed.
struct IdChanges {
  std::vector<std::string> added;
  std::vector<std::string> removed;
  std::vector<std::string> changed;
  [[nodiscard]] bool empty() const { return added.empty() && removed.empty() && changed.empty(); }
  bool operator==(const IdChanges&) const = default;
};

struct ConfigDiff {
  IdChanges sources;
  IdChanges senders;  ///< a sender also counts as changed when its source did
  IdChanges receivers;
  IdChanges channels;  ///< changed: something besides its outputs, or one of its receivers
  IdChanges outputs;   ///< "channel/output", only of channels that are neither added, removed nor changed
  /// What differs but waits for a restart, as sentences ("engine: takes effect after a restart").
  std::vector<std::string> needs_restart;
  [[nodiscard]] bool empty() const;
};

[[nodiscard]] ConfigDiff diff(const Config& before, const Config& after);

}  // namespace cw::config
