// What a port is on its network: the addresses from the config's `networks`, and the MAC of its device.
#pragma once

#include <cstdint>

#include "gateway/core/packet.h"

namespace cw::packet_io {

struct InterfaceAddress {
  MacAddress mac{};
  Ipv4Address address{};  ///< 0: none; then only multicast works
  uint8_t prefix = 24;    ///< 0..32
  Ipv4Address gateway{};  ///< 0: none
  uint16_t vlan_id = 0;   ///< 0: untagged
  uint16_t mtu = 1500;    ///< longer echo requests get no answer

  [[nodiscard]] constexpr uint32_t netmask() const {
    return prefix == 0 ? 0 : ~uint32_t{0} << (32 - (prefix > 32 ? 32 : prefix));
  }
  [[nodiscard]] constexpr bool on_subnet(Ipv4Address other) const {
    return ((other.value ^ address.value) & netmask()) == 0;
  }
  /// 255.255.255.255 or all host bits set.
  [[nodiscard]] constexpr bool is_broadcast(Ipv4Address other) const {
    return other.value == ~uint32_t{0} ||
           (prefix < 31 && on_subnet(other) && (other.value | netmask()) == ~uint32_t{0});
  }
};

}  // namespace cw::packet_io
