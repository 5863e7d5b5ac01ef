// A DPDK device string from the config, taken apart: which driver, which name, which arguments, and the defaults that
// our traffic needs (DESIGN "DPDK devices without hardware").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/packet_io/dpdk/engine_config.h"

namespace cw::packet_io {

enum class DeviceKind : uint8_t { kPci, kAfPacket, kAfXdp, kMemif, kRing, kPcap, kOtherVirtual };

struct DeviceString {
  DeviceKind kind = DeviceKind::kOtherVirtual;
  std::string name;  ///< "0000:01:00.0" or "net_af_packet0"
  std::vector<std::pair<std::string, std::string>> arguments;

  [[nodiscard]] std::optional<std::string_view> argument(std::string_view key) const;
  [[nodiscard]] uint32_t number_or(std::string_view key, uint32_t otherwise) const;
  /// Adds the argument unless the config gave it.
  void set_default(std::string_view key, std::string value);
  /// As DPDK wants it: name,key=value,...
  [[nodiscard]] std::string text() const;
};

/// kInput when it is no DPDK device string or lacks what its driver needs.
[[nodiscard]] Expected<DeviceString> parse_device_string(const PortConfig& port);

/// Rings deep enough for 20 ms of 1080p59.94 and buffers wide enough for the MTU.
void add_device_defaults(const PortConfig& port, DeviceString& device);

/// The buffers a port needs, from its config alone.
struct PoolPlan {
  uint32_t buffers = 0;
  uint16_t data_room_bytes = 0;  ///< including DPDK's headroom
  [[nodiscard]] uint64_t memory_bytes() const;
};
[[nodiscard]] PoolPlan plan_pool(const PortConfig& port, const DeviceString& device);

/// Frames a net_ring device holds between its TX and its RX.
inline constexpr uint32_t kRingDepth = 8192;

}  // namespace cw::packet_io
