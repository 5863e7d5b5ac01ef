#include "ptp/transport/ptp_socket.h"

#include <arpa/inet.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace cw::ptp {
namespace {

template <typename T>
bool set(int socket, int level, int option, const T& value) {
  return setsockopt(socket, level, option, &value, sizeof value) == 0;
}

sockaddr_in address_of(Endpoint endpoint) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  address.sin_addr.s_addr = htonl(endpoint.address.value);
  return address;
}

ip_mreqn membership(const NetworkInterface& interface, Ipv4Address group) {
  ip_mreqn request{};
  request.imr_multiaddr.s_addr = htonl(group.value);
  request.imr_ifindex = interface.index;
  return request;
}

std::string reason_text() { return std::strerror(errno); }

Expected<void> bind_port(int socket, const PtpSocketConfig& config) {
  const std::string port = std::to_string(config.port);
  const std::string& name = config.interface.name;
  // Unprivileged this may fail; then IP_PKTINFO sorts out what came in elsewhere.
  (void)setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, name.c_str(), static_cast<socklen_t>(name.size()));
  const sockaddr_in any = address_of({.address = {}, .port = config.port});
  if (bind(socket, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0) return {};
  if (errno == EADDRINUSE) {
    return host_error("PTP: UDP port " + port + " on " + name +
                      " is taken, most likely by another PTP daemon (ptp4l, ptpd): stop it; `ss -ulpn sport = :" +
                      port + "` names it");
  }
  if (errno == EACCES || errno == EPERM) {
    return host_error("PTP: UDP port " + port + " on " + name +
                      " needs CAP_NET_BIND_SERVICE: run as root or grant it (systemd: AmbientCapabilities=)");
  }
  return host_error("PTP: cannot open UDP port " + port + " on " + name + ": " + reason_text());
}

Expected<void> join_groups(int socket, const PtpSocketConfig& config) {
  for (const Ipv4Address group : {kPrimaryGroup, kPeerGroup}) {
    if (set(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, membership(config.interface, group))) continue;
    return host_error("PTP: cannot join the multicast groups of PTP on " + config.interface.name + " (" +
                      reason_text() + "): see that the interface takes multicast (`ip link set " +
                      config.interface.name + " multicast on`) and that net.ipv4.igmp_max_memberships is not used up");
  }
  return {};
}

bool set_options(int socket, const PtpSocketConfig& config) {
  return set(socket, SOL_SOCKET, SO_REUSEADDR, 1) &&  // another domain's daemon may share the port
         set(socket, IPPROTO_IP, IP_MULTICAST_IF, membership(config.interface, {})) &&
         set(socket, IPPROTO_IP, IP_MULTICAST_LOOP, 0) && set(socket, IPPROTO_IP, IP_MULTICAST_ALL, 0) &&
         set(socket, IPPROTO_IP, IP_PKTINFO, 1) && set(socket, IPPROTO_IP, IP_TOS, config.dscp << 2);
}

unsigned stamp_flags(StampChoice choice) {
  unsigned flags = SOF_TIMESTAMPING_SOFTWARE;
  if (choice.receive) flags |= SOF_TIMESTAMPING_RX_SOFTWARE;
  if (choice.transmit) flags |= SOF_TIMESTAMPING_TX_SOFTWARE;
  if (!choice.hardware) return flags;
  flags |= SOF_TIMESTAMPING_RAW_HARDWARE;
  if (choice.receive) flags |= SOF_TIMESTAMPING_RX_HARDWARE;
  if (choice.transmit) flags |= SOF_TIMESTAMPING_TX_HARDWARE;
  return flags;
}

}  // namespace

Expected<PtpSocket> PtpSocket::open(const PtpSocketConfig& config) {
  Descriptor descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int socket = descriptor.get();
  if (!descriptor.is_open() || !set_options(socket, config)) {
    return host_error("PTP: cannot set up a UDP socket on " + config.interface.name + ": " + reason_text());
  }
  if (const auto bound = bind_port(socket, config); !bound) return std::unexpected(bound.error());
  if (const auto joined = join_groups(socket, config); !joined) return std::unexpected(joined.error());
  return PtpSocket(std::move(descriptor), config.interface.index);
}

Expected<void> PtpSocket::choose_stamps(StampChoice choice) {
  const unsigned flags = stamp_flags(choice);
  // The kernel counts from 0 again when the option was off.
  const unsigned numbered =
      choice.transmit ? flags | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY | SOF_TIMESTAMPING_OPT_CMSG
                      : flags;
  if (set(descriptor_.get(), SOL_SOCKET, SO_TIMESTAMPING, flags) &&
      set(descriptor_.get(), SOL_SOCKET, SO_TIMESTAMPING, numbered)) {
    return {};
  }
  return host_error("PTP: the kernel refuses time stamps (SO_TIMESTAMPING: " + reason_text() +
                    "): it must be built with CONFIG_NETWORK_PHY_TIMESTAMPING or be newer than 4.5");
}

bool PtpSocket::send(Bytes octets, Endpoint destination, uint8_t ttl) const {
  sockaddr_in address = address_of(destination);
  iovec data{.iov_base = const_cast<uint8_t*>(octets.data()), .iov_len = octets.size()};
  alignas(cmsghdr) std::array<uint8_t, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_name = &address;
  message.msg_namelen = sizeof address;
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = IPPROTO_IP;
  header->cmsg_type = IP_TTL;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int value = ttl;
  std::memcpy(CMSG_DATA(header), &value, sizeof value);
  return sendmsg(descriptor_.get(), &message, 0) == static_cast<ssize_t>(octets.size());
}

std::optional<ReceivedMessage> PtpSocket::read(MutableBytes buffer, int flags) const {
  sockaddr_in source{};
  iovec data{.iov_base = buffer.data(), .iov_len = buffer.size()};
  alignas(cmsghdr) std::array<uint8_t, 512> control{};
  msghdr message{};
  message.msg_name = &source;
  message.msg_namelen = sizeof source;
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t size = recvmsg(descriptor_.get(), &message, flags);
  if (size < 0) return std::nullopt;
  return ReceivedMessage{.size_bytes = static_cast<size_t>(size),
                         .source = {.address = {ntohl(source.sin_addr.s_addr)}, .port = ntohs(source.sin_port)},
                         .control = read_control(message)};
}

std::optional<ReceivedMessage> PtpSocket::receive(MutableBytes buffer, uint64_t& foreign) const {
  while (auto message = read(buffer, 0)) {
    if (message->control.interface_index == interface_) return message;
    ++foreign;
  }
  return std::nullopt;
}

std::optional<ReceivedMessage> PtpSocket::receive_transmitted() const { return read({}, MSG_ERRQUEUE); }

}  // namespace cw::ptp
