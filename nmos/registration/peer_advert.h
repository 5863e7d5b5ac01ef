// What the node says of itself by multicast DNS, and when (IS-04 Discovery - Peer to Peer Operation): without a registry with the
// counters by which its peers see changes; with one nothing, or (a node that speaks v1.2 too) the same without the counters. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nmos/discovery/advertiser.h"
#include "nmos/model/api_versions.h"
#include "nmos/model/resource_store.h"
#include "nmos/registration/registration_status.h"

namespace cw::nmos {

struct PeerConfig {
  std::string name = "causeway";  ///< of the service instance
  uint16_t port = 3212;           ///< of the Node API
  std::vector<std::string_view> versions{kNodeVersions.begin(), kNodeVersions.end()};
  /// So long after the start, or after the last registry was lost, the node counts as alone.
  Duration patience = std::chrono::seconds{5};
};

class PeerAdvert {
 public:
  PeerAdvert(const ResourceStore& store, PeerConfig config);

  /// What to advertise now; nullopt: nothing.
  [[nodiscard]] std::optional<NodeAdvert> step(RegistrationState state, Instant now);
  /// When step() may say something else though nothing has happened.
  [[nodiscard]] Instant due() const { return alone_at_; }

 private:
  enum class Mode : uint8_t { kUnknown, kAlone, kRegistered };
  void follow(RegistrationState state, Instant now);
  void count_changes();

  const ResourceStore& store_;
  PeerConfig config_;
  Mode mode_ = Mode::kUnknown;
  Instant alone_at_ = Instant::max();
  bool is_waiting_ = false;
  uint64_t sequence_ = 0;
  std::array<uint8_t, kResourceTypes> counters_{};  ///< wrap at 255
};

}  // namespace cw::nmos
