// Flow rules in the device (rte_flow): a flow's packets go to the queue of the worker that owns it.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/packet_io/dpdk/port_statistics.h"
#include "gateway/packet_io/flow_table.h"

struct rte_flow;

namespace cw::packet_io {

/// Control thread only. Rules live as long as the port is open; the device forgets them when it is stopped.
class FlowSteering {
 public:
  explicit FlowSteering(uint16_t port_id) : port_id_(port_id) {}

  /// Whether the device takes rules of our shape at all: asks it with a sample.
  [[nodiscard]] bool supported() const;
  /// kSoftware when the device does not take the rule.
  [[nodiscard]] Steering add(const FlowKey& key, uint16_t queue);
  void remove(const FlowKey& key);

 private:
  struct Rule {
    FlowKey key;
    rte_flow* handle = nullptr;
  };
  uint16_t port_id_;
  std::vector<Rule> rules_;
};

}  // namespace cw::packet_io
