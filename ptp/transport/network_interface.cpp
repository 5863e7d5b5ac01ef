#include "ptp/transport/network_interface.h"

#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "ptp/transport/descriptor.h"

namespace cw::ptp {
namespace {

ifreq request_for(const std::string& name) {
  ifreq request{};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  return request;
}

constexpr std::array kSufficientFilters{HWTSTAMP_FILTER_PTP_V2_L4_EVENT, HWTSTAMP_FILTER_PTP_V2_EVENT,
                                        HWTSTAMP_FILTER_ALL};

bool suffices(const hwtstamp_config& config) {
  return config.tx_type == HWTSTAMP_TX_ON &&
         std::ranges::find(kSufficientFilters, config.rx_filter) != kSufficientFilters.end();
}

}  // namespace

Expected<NetworkInterface> find_interface(const std::string& name) {
  NetworkInterface found;
  found.name = name;
  found.index = name.size() < IFNAMSIZ ? static_cast<int>(if_nametoindex(name.c_str())) : 0;
  if (found.index == 0) {
    return host_error("PTP: there is no network interface \"" + name + "\": see `ip link` for those there are");
  }
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request = request_for(name);
  if (ioctl(socket.get(), SIOCGIFHWADDR, &request) == 0) {
    std::memcpy(found.mac.octets.data(), request.ifr_hwaddr.sa_data, found.mac.octets.size());
  }
  request = request_for(name);
  if (ioctl(socket.get(), SIOCGIFADDR, &request) != 0) {
    return host_error("PTP: the network interface " + name +
                      " has no IPv4 address: give it one, for example with `ip address add 192.168.1.2/24 dev " + name +
                      "`");
  }
  sockaddr_in address{};
  std::memcpy(&address, &request.ifr_addr, sizeof address);
  found.address.value = ntohl(address.sin_addr.s_addr);
  return found;
}

bool is_up(int socket, const NetworkInterface& interface) {
  ifreq request = request_for(interface.name);
  if (ioctl(socket, SIOCGIFINDEX, &request) != 0 || request.ifr_ifindex != interface.index) return false;
  request = request_for(interface.name);
  if (ioctl(socket, SIOCGIFFLAGS, &request) != 0) return false;
  constexpr short kNeeded = IFF_UP | IFF_RUNNING;
  return (request.ifr_flags & kNeeded) == kNeeded;
}

StampAbilities stamp_abilities(int socket, const NetworkInterface& interface) {
  ethtool_ts_info info{};
  info.cmd = ETHTOOL_GET_TS_INFO;
  ifreq request = request_for(interface.name);
  request.ifr_data = reinterpret_cast<char*>(&info);
  if (ioctl(socket, SIOCETHTOOL, &request) != 0) return {};
  constexpr uint32_t kHardware =
      SOF_TIMESTAMPING_TX_HARDWARE | SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE;
  StampAbilities abilities;
  abilities.transmit_software = (info.so_timestamping & SOF_TIMESTAMPING_TX_SOFTWARE) != 0;
  abilities.phc_index = info.phc_index;
  abilities.receive_filters = info.rx_filters;
  abilities.hardware = (info.so_timestamping & kHardware) == kHardware && info.phc_index >= 0 &&
                       (info.tx_types & (1U << HWTSTAMP_TX_ON)) != 0 &&
                       best_receive_filter(info.rx_filters).has_value();
  return abilities;
}

std::optional<int> best_receive_filter(uint32_t mask) {
  for (const int filter : kSufficientFilters) {
    if ((mask & (1U << filter)) != 0) return filter;
  }
  return std::nullopt;
}

Expected<void> enable_hardware_stamps(int socket, const NetworkInterface& interface, const StampAbilities& abilities) {
  hwtstamp_config config{};
  ifreq request = request_for(interface.name);
  request.ifr_data = reinterpret_cast<char*>(&config);
  if (ioctl(socket, SIOCGHWTSTAMP, &request) == 0 && suffices(config)) return {};
  config = {.flags = 0,
            .tx_type = HWTSTAMP_TX_ON,
            .rx_filter = best_receive_filter(abilities.receive_filters).value_or(HWTSTAMP_FILTER_ALL)};
  if (ioctl(socket, SIOCSHWTSTAMP, &request) == 0) return {};
  const int reason = errno;
  if (reason == EPERM) {
    return host_error("PTP: switching on the hardware time stamps of " + interface.name +
                      " needs CAP_NET_ADMIN: run as root or grant it (systemd: AmbientCapabilities=)");
  }
  return host_error("PTP: " + interface.name + " offers hardware time stamps but does not switch them on (" +
                    std::strerror(reason) + "): look for its driver's messages in `dmesg`");
}

}  // namespace cw::ptp
