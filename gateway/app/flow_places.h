// Which worker gets which flow: all receivers of one group and port run on the same one, because hardware sends a flow to one queue only.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "config/config.h"
#include "gateway/core/rtp_types.h"
#include "gateway/packet_io/flow_table.h"

namespace cw::app {

/// Control thread.
class FlowPlaces {
 public:
  using Flows = config::PerLeg<packet_io::FlowKey>;

  /// Where receivers of these flows' groups and ports run already; nullopt: nowhere. Two legs whose flows run on different workers cannot
  /// be followed together: the first leg decides, and conflicts() says so.
  [[nodiscard]] std::optional<size_t> worker_of(const Flows& flows) const;
  [[nodiscard]] bool conflicts(const Flows& flows) const;
  /// Somebody receives this very flow.
  [[nodiscard]] bool knows(Leg leg, const packet_io::FlowKey& key) const;
  void add(const Flows& flows, size_t worker);
  /// True for each leg whose flow nobody receives any more.
  std::array<bool, kLegCount> remove(const Flows& flows);

 private:
  struct Place {
    Leg leg = Leg::kRed;
    packet_io::FlowKey key;
    size_t worker = 0;
    size_t receivers = 0;
  };
  [[nodiscard]] std::optional<size_t> worker_of(Leg leg, const packet_io::FlowKey& key) const;

  std::vector<Place> places_;
};

}  // namespace cw::app
