// What the kernel says of one of its network interfaces: where PTP can be spoken and who can stamp the messages there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/core/error.h"
#include "gateway/core/packet.h"

namespace cw::ptp {

struct NetworkInterface {
  std::string name;
  int index = 0;
  Ipv4Address address;
  MacAddress mac;
};

/// Error kHost, with the remedy: no such interface, or one without an IPv4 address.
[[nodiscard]] Expected<NetworkInterface> find_interface(const std::string& name);

/// Still the interface that was found, and with a carrier. `socket` is any socket of its network namespace.
[[nodiscard]] bool is_up(int socket, const NetworkInterface& interface);

/// ETHTOOL_GET_TS_INFO.
struct StampAbilities {
  bool transmit_software = false;
  bool hardware = false;  ///< both ways, and with a clock that can be read
  int phc_index = -1;     ///< /dev/ptpN
  uint32_t receive_filters = 0;
};
/// None at all where the driver does not tell.
[[nodiscard]] StampAbilities stamp_abilities(int socket, const NetworkInterface& interface);

/// Switches the device's stamps on (SIOCSHWTSTAMP), or leaves them as another daemon has switched them on. Needs CAP_NET_ADMIN.
[[nodiscard]] Expected<void> enable_hardware_stamps(int socket, const NetworkInterface& interface,
                                                    const StampAbilities& abilities);

/// The hwtstamp_rx_filters to ask for out of a mask of those there are: the narrowest that stamps all event messages over UDP.
[[nodiscard]] std::optional<int> best_receive_filter(uint32_t mask);

}  // namespace cw::ptp
