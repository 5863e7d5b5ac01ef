// UUIDs of the node's resources: made of a seed and the config's names (RFC 4122 §4.3, version 5), so that they are the same after
// every restart, and a source and a sender of one name differ.
#pragma once

#include <string>
#include <string_view>

namespace cw::nmos {

/// `name_space` is a UUID.
[[nodiscard]] std::string name_based_uuid(std::string_view name_space, std::string_view name);
/// The pattern that all schemas of NMOS use: lower case, versions 1 to 5.
[[nodiscard]] bool is_uuid(std::string_view text);

/// Thread-safe: never changes.
class Identifiers {
 public:
  /// `seed` names the host and the gateway on it, as "machine-id/instance"; two nodes with the same seed clash in a registry.
  explicit Identifiers(std::string_view seed);

  [[nodiscard]] const std::string& node() const { return node_; }
  [[nodiscard]] const std::string& device() const { return device_; }
  [[nodiscard]] std::string source(std::string_view name) const { return of("source", name); }
  [[nodiscard]] std::string flow(std::string_view name) const { return of("flow", name); }
  [[nodiscard]] std::string sender(std::string_view name) const { return of("sender", name); }
  [[nodiscard]] std::string receiver(std::string_view name) const { return of("receiver", name); }
  /// For anything else that needs a name of its own.
  [[nodiscard]] std::string of(std::string_view kind, std::string_view name) const;

 private:
  std::string node_;
  std::string device_;
};

}  // namespace cw::nmos
