// The resources of IS-04 as JSON with their versions, in one place: the APIs change them, the Node API shows them, the registration
// carries their changes to the registry.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core/tai_time.h"

namespace cw::nmos {

/// In the order of registration: each may refer to those before it (IS-04 Behaviour - Registration).
enum class ResourceType : uint8_t { kNode, kDevice, kSource, kFlow, kSender, kReceiver };
inline constexpr size_t kResourceTypes = 6;
/// "node", "device", ...
[[nodiscard]] std::string_view name_of(ResourceType type);
/// "self" apart: "devices", "sources", ... ("nodes" for the node).
[[nodiscard]] std::string_view plural_of(ResourceType type);

/// Whether a version rises also when nothing else of the resource differs (an activation always raises it, IS-05 Interoperability IS-04).
enum class Raise : uint8_t { kIfChanged, kAlways };

struct Resource {
  ResourceType type = ResourceType::kNode;
  std::string id;
  nlohmann::json data;  ///< complete, with id and version
};

/// One step of the store's history. `data` is null when the resource has gone.
struct ResourceChange {
  uint64_t sequence = 0;
  Resource resource;
};

/// "1439299836:10"
[[nodiscard]] std::string version_text(TaiTime time);

/// Any thread.
class ResourceStore {
 public:
  /// Adds the resource, or replaces it when anything but its version differs; `data` has an id and needs no version, which becomes `now`,
  /// or the old one plus 1 ns when that is not later. True when something changed.
  bool put(ResourceType type, nlohmann::json data, TaiTime now, Raise raise = Raise::kIfChanged);
  bool remove(ResourceType type, const std::string& id);
  /// Changes a resource in place, as one step: `change` gets its JSON and must not call the store. False when there is none, or nothing
  /// differs afterwards.
  template <typename Change>
  bool update(ResourceType type, const std::string& id, TaiTime now, Change&& change, Raise raise = Raise::kIfChanged) {
    const std::scoped_lock lock(mutex_);
    nlohmann::json data = data_of(type, id);
    if (data.is_null()) return false;
    change(data);
    return put_locked(type, std::move(data), now, raise);
  }

  [[nodiscard]] std::optional<Resource> find(ResourceType type, const std::string& id) const;
  /// In order of their ids.
  [[nodiscard]] std::vector<Resource> all(ResourceType type) const;
  /// Type and id of all of them, in the order of registration.
  [[nodiscard]] std::vector<std::pair<ResourceType, std::string>> keys() const;
  /// All of them in the order of registration, with the sequence that changes_since() goes on from.
  [[nodiscard]] std::vector<Resource> snapshot(uint64_t& sequence) const;
  /// The latest change of every resource that changed after `sequence` (which moves on), oldest first; a resource that came and went in
  /// between appears as gone.
  [[nodiscard]] std::vector<ResourceChange> changes_since(uint64_t& sequence) const;
  [[nodiscard]] uint64_t sequence() const;

  /// Waits until something changes after `sequence`, or until the limit, or wake().
  void wait(uint64_t sequence, Duration limit) const;
  /// Ends all waits that are under way.
  void wake();

 private:
  struct Key {
    ResourceType type;
    std::string id;
    auto operator<=>(const Key&) const = default;
  };
  struct Entry {
    nlohmann::json data;  ///< null: has gone
    uint64_t sequence = 0;
  };
  /// null: there is none. With the mutex held.
  [[nodiscard]] nlohmann::json data_of(ResourceType type, const std::string& id) const;
  bool put_locked(ResourceType type, nlohmann::json data, TaiTime now, Raise raise);

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<Key, Entry> entries_;
  uint64_t sequence_ = 0;
  uint64_t wakes_ = 0;
};

}  // namespace cw::nmos
