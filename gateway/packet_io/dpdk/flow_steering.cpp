#include "gateway/packet_io/dpdk/flow_steering.h"

#include <rte_byteorder.h>
#include <rte_flow.h>

#include <algorithm>
#include <array>

namespace cw::packet_io {
namespace {

constexpr uint32_t kAllAddressBits = 0xFFFFFFFF;
constexpr uint16_t kAllPortBits = 0xFFFF;

// Ethernet / IPv4 destination (and source) / UDP destination (and source) → queue. The items point into each other, so
// it stays where it was made.
class RuleSpec {
 public:
  RuleSpec(const FlowKey& key, uint16_t queue) {
    attributes_.ingress = 1;
    ip_.hdr.dst_addr = rte_cpu_to_be_32(key.destination.address.value);
    ip_mask_.hdr.dst_addr = kAllAddressBits;
    udp_.hdr.dst_port = rte_cpu_to_be_16(key.destination.port);
    udp_mask_.hdr.dst_port = kAllPortBits;
    if (key.source.value != 0) {
      ip_.hdr.src_addr = rte_cpu_to_be_32(key.source.value);
      ip_mask_.hdr.src_addr = kAllAddressBits;
    }
    if (key.source_port != 0) {
      udp_.hdr.src_port = rte_cpu_to_be_16(key.source_port);
      udp_mask_.hdr.src_port = kAllPortBits;
    }
    queue_.index = queue;
    items_[0].type = RTE_FLOW_ITEM_TYPE_ETH;
    items_[1] = {RTE_FLOW_ITEM_TYPE_IPV4, &ip_, nullptr, &ip_mask_};
    items_[2] = {RTE_FLOW_ITEM_TYPE_UDP, &udp_, nullptr, &udp_mask_};
    items_[3].type = RTE_FLOW_ITEM_TYPE_END;
    actions_[0] = {RTE_FLOW_ACTION_TYPE_QUEUE, &queue_};
    actions_[1].type = RTE_FLOW_ACTION_TYPE_END;
  }
  RuleSpec(const RuleSpec&) = delete;
  RuleSpec& operator=(const RuleSpec&) = delete;

  [[nodiscard]] bool valid(uint16_t port_id) const {
    rte_flow_error error{};
    return rte_flow_validate(port_id, &attributes_, items_.data(), actions_.data(), &error) == 0;
  }
  [[nodiscard]] rte_flow* create(uint16_t port_id) const {
    rte_flow_error error{};
    return rte_flow_create(port_id, &attributes_, items_.data(), actions_.data(), &error);
  }

 private:
  rte_flow_attr attributes_{};
  rte_flow_item_ipv4 ip_{};
  rte_flow_item_ipv4 ip_mask_{};
  rte_flow_item_udp udp_{};
  rte_flow_item_udp udp_mask_{};
  rte_flow_action_queue queue_{};
  std::array<rte_flow_item, 4> items_{};
  std::array<rte_flow_action, 2> actions_{};
};

}  // namespace

bool FlowSteering::supported() const {
  const FlowKey sample{.destination = {.address = {0xEF000001}, .port = 5004}, .source = {}, .source_port = 0};
  return RuleSpec(sample, 0).valid(port_id_);
}

Steering FlowSteering::add(const FlowKey& key, uint16_t queue) {
  const RuleSpec spec(key, queue);
  if (!spec.valid(port_id_)) return Steering::kSoftware;
  rte_flow* handle = spec.create(port_id_);
  if (handle == nullptr) return Steering::kSoftware;
  rules_.push_back({key, handle});
  return Steering::kHardware;
}

void FlowSteering::remove(const FlowKey& key) {
  std::erase_if(rules_, [&](const Rule& rule) {
    if (rule.key != key) return false;
    rte_flow_error error{};
    rte_flow_destroy(port_id_, rule.handle, &error);
    return true;
  });
}

}  // namespace cw::packet_io
