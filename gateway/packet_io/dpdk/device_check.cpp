#include "gateway/packet_io/dpdk/device_check.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>  // lint: start-up, reads /proc
#include <string_view>
#include "gateway/packet_io/dpdk/message.h"

namespace cw::packet_io {
namespace {

constexpr uint64_t kNetAdmin = uint64_t{1} << 12;
constexpr uint64_t kNetRaw = uint64_t{1} << 13;
constexpr uint64_t kSysAdmin = uint64_t{1} << 21;
constexpr uint64_t kBpf = uint64_t{1} << 39;

// Kernel drivers that DPDK works through; all others must give the device to vfio-pci.
constexpr std::array<std::string_view, 6> kDpdkDrivers{"vfio-pci",  "uio_pci_generic", "igb_uio",
                                                       "mlx5_core", "mlx4_core",       "mana"};

Expected<void> check_pci(const PortConfig& port, const DeviceString& device, const HostView& host) {
  namespace fs = std::filesystem;
  const fs::path folder = host.sys / "bus/pci/devices" / device.name;
  std::error_code ignored;
  if (!fs::exists(folder, ignored)) {
    return host_error(message("network ", port.name, ": there is no PCI device ", device.name,
                              ": see `dpdk-devbind.py --status` for those there are"));
  }
  const std::string driver = fs::read_symlink(folder / "driver", ignored).filename().string();
  if (std::ranges::find(kDpdkDrivers, driver) == kDpdkDrivers.end()) {
    const std::string state = driver.empty() ? "has no driver" : "is bound to the kernel driver " + driver;
    return host_error(message("network ", port.name, ": PCI device ", device.name, " ", state,
                              ": bind it with `dpdk-devbind.py -b vfio-pci ", device.name, "`"));
  }
  if (driver != "vfio-pci") return {};
  const fs::path group = fs::read_symlink(folder / "iommu_group", ignored).filename();
  if (group.empty()) {
    return host_error(message(
        "network ", port.name, ": PCI device ", device.name,
        " is in no IOMMU group: enable the IOMMU in the BIOS and boot with intel_iommu=on (AMD: amd_iommu=on)"));
  }
  const fs::path node = host.dev / "vfio" / group;
  if (access(node.c_str(), R_OK | W_OK) != 0) {
    return host_error(message("network ", port.name, ": no access to ", node.string(), " of PCI device ", device.name,
                              ": ", std::strerror(errno), "; run as root or give the daemon's user that file"));
  }
  return {};
}

Expected<void> check_privilege(const PortConfig& port, const DeviceString& device, const HostView& host) {
  const bool xdp = device.kind == DeviceKind::kAfXdp;
  const bool raw = (host.capabilities & kNetRaw) != 0;
  const bool load_program = (host.capabilities & kNetAdmin) != 0 && (host.capabilities & (kBpf | kSysAdmin)) != 0;
  if (raw && (!xdp || load_program)) return {};
  return host_error(message("network ", port.name, ": ", device.name, " needs ",
                            xdp ? "CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF" : "CAP_NET_RAW",
                            ": run as root or grant it (systemd: AmbientCapabilities=)"));
}

Expected<void> check_interface(const PortConfig& port, const DeviceString& device, const HostView& host) {
  const std::string interface(device.argument("iface").value_or(""));
  // Not by /sys: that shows the network namespace it was mounted in.
  if (if_nametoindex(interface.c_str()) == 0) {
    return host_error(message(
        "network ", port.name, ": ", device.name, " names the network interface \"", interface,
        "\", which does not exist: see `ip link` for those there are, or create it, for example with `ip link add ",
        interface, " type veth peer name ", interface, "-peer`"));
  }
  return check_privilege(port, device, host);
}

// A socket only for ioctls; closed on the way out.
class ControlSocket {
 public:
  ControlSocket() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  ~ControlSocket() {
    if (fd_ >= 0) close(fd_);
  }
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;
  [[nodiscard]] bool call(unsigned long request, ifreq& argument) const { return ioctl(fd_, request, &argument) == 0; }

 private:
  int fd_;
};

Expected<void> raise_mtu(const PortConfig& port, const ControlSocket& control, ifreq& request) {
  if (!control.call(SIOCGIFMTU, request) || request.ifr_mtu >= port.mtu) return {};
  request.ifr_mtu = port.mtu;
  if (control.call(SIOCSIFMTU, request)) return {};
  return host_error(message("network ", port.name, ": cannot set the MTU of ", request.ifr_name, " to ", port.mtu, " (",
                            std::strerror(errno), "): run `ip link set dev ", request.ifr_name, " mtu ", port.mtu,
                            "`"));
}

Expected<void> bring_up(const PortConfig& port, const ControlSocket& control, ifreq& request) {
  if (!control.call(SIOCGIFFLAGS, request) || (request.ifr_flags & IFF_UP) != 0) return {};
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  if (control.call(SIOCSIFFLAGS, request)) return {};
  return host_error(message("network ", port.name, ": interface ", request.ifr_name,
                            " is down and cannot be brought up (", std::strerror(errno), "): run `ip link set dev ",
                            request.ifr_name, " up`"));
}

// A socket file that nobody listens on any more would keep the server from starting.
void remove_stale_socket(const DeviceString& device) {
  const auto path = device.argument("socket");
  if (!path || device.argument("socket-abstract") != "no" || device.argument("role") != "server") return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path->copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int probe = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (probe < 0) return;
  const bool refused =
      connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 && errno == ECONNREFUSED;
  close(probe);
  if (refused) unlink(address.sun_path);
}

}  // namespace

HostView this_host() {
  HostView host;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("CapEff:")) host.capabilities = std::strtoull(line.c_str() + 7, nullptr, 16);
  }
  return host;
}

Expected<void> check_device(const PortConfig& port, const DeviceString& device, const HostView& host) {
  switch (device.kind) {
    case DeviceKind::kPci: return check_pci(port, device, host);
    case DeviceKind::kAfPacket:
    case DeviceKind::kAfXdp: return check_interface(port, device, host);
    default: return {};
  }
}

Expected<void> prepare_device(const PortConfig& port, const DeviceString& device) {
  if (device.kind == DeviceKind::kMemif) remove_stale_socket(device);
  if (device.kind != DeviceKind::kAfPacket && device.kind != DeviceKind::kAfXdp) return {};
  const ControlSocket control;
  ifreq request{};
  device.argument("iface").value_or("").copy(request.ifr_name, IFNAMSIZ - 1);
  if (auto raised = raise_mtu(port, control, request); !raised) return raised;
  return bring_up(port, control, request);
}

}  // namespace cw::packet_io
