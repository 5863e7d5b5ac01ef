// Looks at a device before DPDK does, so that what is missing is said in words a broadcast engineer can act on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "gateway/core/error.h"
#include "gateway/packet_io/dpdk/device_string.h"

namespace cw::packet_io {

/// What the checks look at besides the network interfaces; tests put their own in place.
struct HostView {
  std::filesystem::path sys = "/sys";
  std::filesystem::path dev = "/dev";
  uint64_t capabilities = 0;  ///< effective set of this process
};

[[nodiscard]] HostView this_host();

/// Fault::kHost naming the device and the remedy when it is missing, has the wrong driver or needs a privilege we lack.
[[nodiscard]] Expected<void> check_device(const PortConfig& port, const DeviceString& device, const HostView& host);

/// Brings the kernel interface behind net_af_packet and net_af_xdp up and raises its MTU to the port's; removes a
/// net_memif server's socket file that a killed process left behind.
[[nodiscard]] Expected<void> prepare_device(const PortConfig& port, const DeviceString& device);

}  // namespace cw::packet_io
