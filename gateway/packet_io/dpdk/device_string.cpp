#include "gateway/packet_io/dpdk/device_string.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "gateway/core/packet.h"
#include "gateway/packet_io/dpdk/message.h"

namespace cw::packet_io {
namespace {

constexpr uint32_t kHeadroomBytes = 128;   // RTE_PKTMBUF_HEADROOM
constexpr uint32_t kCacheBuffers = 512;    // per worker: a mempool cache may hold one and a half times its size
constexpr uint32_t kStandardFrame = 2048;  // what drivers expect of an ordinary buffer
constexpr uint32_t kLinkOverheadBytes = 32;
constexpr uint32_t kRing20Milliseconds = 8192;  // 1080p59.94 in 1260-octet payloads: 5180 packets
constexpr uint32_t kJumboRing20Milliseconds = 6144;
constexpr uint32_t kAfXdpDescriptors = 2048;
constexpr uint32_t kBurstBuffers = 4 * static_cast<uint32_t>(kMaxBurst);

struct Driver {
  std::string_view prefix;
  DeviceKind kind;
};
constexpr std::array kDrivers{
    Driver{"net_af_packet", DeviceKind::kAfPacket}, Driver{"eth_af_packet", DeviceKind::kAfPacket},
    Driver{"net_af_xdp", DeviceKind::kAfXdp},       Driver{"net_memif", DeviceKind::kMemif},
    Driver{"net_ring", DeviceKind::kRing},          Driver{"net_pcap", DeviceKind::kPcap},
    Driver{"net_", DeviceKind::kOtherVirtual},      Driver{"virtio_user", DeviceKind::kOtherVirtual},
};

bool is_hex(std::string_view text, size_t length) {
  return text.size() == length &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// "0000:01:00.0" or "01:00.0"; the result has the domain.
std::optional<std::string> pci_address(std::string_view name) {
  std::string full(name);
  std::ranges::transform(full, full.begin(),
                         [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
  if (full.size() == 7) full.insert(0, "0000:");
  const std::string_view v(full);
  const bool shaped = v.size() == 12 && v[4] == ':' && v[7] == ':' && v[10] == '.';
  if (!shaped || !is_hex(v.substr(0, 4), 4) || !is_hex(v.substr(5, 2), 2) || !is_hex(v.substr(8, 2), 2) ||
      v[11] < '0' || v[11] > '7') {
    return std::nullopt;
  }
  return full;
}

bool classify(DeviceString& device) {
  if (const auto pci = pci_address(device.name)) {
    device.kind = DeviceKind::kPci;
    device.name = *pci;
    return true;
  }
  for (const Driver& driver : kDrivers) {
    if (!device.name.starts_with(driver.prefix)) continue;
    device.kind = driver.kind;
    return true;
  }
  return false;
}

bool needs_interface(DeviceKind kind) { return kind == DeviceKind::kAfPacket || kind == DeviceKind::kAfXdp; }

bool is_jumbo(const PortConfig& port) { return port.mtu + kLinkOverheadBytes > kStandardFrame; }

uint32_t frame_bytes(const PortConfig& port) {
  const uint32_t wanted = port.mtu + kLinkOverheadBytes;
  return is_jumbo(port) ? (wanted + 1023) / 1024 * 1024 : kStandardFrame;
}

Expected<void> check_arguments(const PortConfig& port, const DeviceString& device) {
  if (needs_interface(device.kind) && !device.argument("iface")) {
    return input_error(message("network ", port.name, ": device \"", port.device,
                               "\" names no network interface: write \"", device.name, ",iface=NAME\""));
  }
  if (device.kind == DeviceKind::kRing && !device.arguments.empty()) {
    return input_error(message("network ", port.name, ": device \"", port.device,
                               "\": a net_ring takes no arguments: write \"", device.name, "\""));
  }
  if (device.kind == DeviceKind::kMemif && device.argument("zero-copy") == "yes") {
    return input_error(message("network ", port.name, ": device \"", port.device,
                               "\": zero-copy=yes corrupts packets in this DPDK: remove it"));
  }
  if (device.kind == DeviceKind::kAfXdp && is_jumbo(port)) {
    return input_error(message("network ", port.name, ": net_af_xdp cannot carry an MTU of ", port.mtu,
                               ": set the MTU to 1500 or use net_af_packet"));
  }
  return {};
}

}  // namespace

std::optional<std::string_view> DeviceString::argument(std::string_view key) const {
  for (const auto& [name_of, value] : arguments) {
    if (name_of == key) return value;
  }
  return std::nullopt;
}

uint32_t DeviceString::number_or(std::string_view key, uint32_t otherwise) const {
  const auto text = argument(key);
  uint32_t value = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc{}) return otherwise;
  return value;
}

void DeviceString::set_default(std::string_view key, std::string value) {
  if (!argument(key)) arguments.emplace_back(key, std::move(value));
}

std::string DeviceString::text() const {
  std::string out = name;
  for (const auto& [key, value] : arguments) out += value.empty() ? "," + key : "," + key + "=" + value;
  return out;
}

Expected<DeviceString> parse_device_string(const PortConfig& port) {
  DeviceString device;
  std::string_view rest = port.device;
  for (bool first = true; first || !rest.empty(); first = false) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view part = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const size_t equals = std::min(part.find('='), part.size());
    if (first) {
      device.name = part;
    } else if (!part.empty()) {
      device.arguments.emplace_back(part.substr(0, equals), part.substr(std::min(equals + 1, part.size())));
    }
  }
  if (!classify(device)) {
    return input_error(
        message("network ", port.name, ": \"", port.device,
                "\" is no DPDK device: give a PCI address such as 0000:01:00.0, or net_af_xdp0,iface=NAME, "
                "net_af_packet0,iface=NAME, net_memif0,..., net_ring0 or net_pcap0,..."));
  }
  if (auto checked = check_arguments(port, device); !checked) return std::unexpected(checked.error());
  return device;
}

void add_device_defaults(const PortConfig& port, DeviceString& device) {
  if (device.kind == DeviceKind::kAfPacket) {
    // The kernel lays frames side by side in blocks of whole pages, and the driver takes them to be without gaps.
    constexpr uint32_t kKernelHeaderBytes = 128;
    const uint32_t frame = is_jumbo(port) ? frame_bytes(port) + 1024 : kStandardFrame;
    static_assert(kStandardFrame >= 1500 + kLinkOverheadBytes + kKernelHeaderBytes);
    device.set_default("qpairs", std::to_string(std::max(port.rx_queues, port.tx_queues)));
    device.set_default("framesz", std::to_string(frame));
    device.set_default("framecnt", std::to_string(is_jumbo(port) ? kJumboRing20Milliseconds : kRing20Milliseconds));
    device.set_default("blocksz", std::to_string(device.number_or("framesz", frame) * 32));
  }
  // Busy polling lets the kernel sit on arrivals for up to 20 µs (the driver sets gro_flush_timeout), one way only.
  if (device.kind == DeviceKind::kAfXdp && port.ptp) device.set_default("busy_budget", "0");
  if (device.kind == DeviceKind::kMemif) {
    device.set_default("rsize", "13");  // 2^13 slots
    if (is_jumbo(port)) device.set_default("bsize", std::to_string(frame_bytes(port)));
  }
}

uint64_t PoolPlan::memory_bytes() const {
  constexpr uint64_t kPerBuffer = 128 + 128;  // rte_mbuf, mempool header and padding
  return buffers * (uint64_t{data_room_bytes} + kPerBuffer);
}

PoolPlan plan_pool(const PortConfig& port, const DeviceString& device) {
  uint32_t frame = frame_bytes(port);
  frame = std::max({frame, device.number_or("framesz", 0), device.number_or("bsize", 0)});
  uint32_t rx = port.rx_descriptors;
  uint32_t tx = port.tx_descriptors;
  if (device.kind == DeviceKind::kRing) {
    rx = kRingDepth;
    tx = 0;
  } else if (device.kind == DeviceKind::kAfXdp) {
    rx = 3 * kAfXdpDescriptors;  // fill ring twice as long as the RX ring
    tx = 2 * kAfXdpDescriptors;
  } else if (device.kind != DeviceKind::kPci) {
    rx = 0;  // these copy: only bursts in our hands hold buffers
    tx = 0;
  }
  const uint32_t per_rx = rx + kCacheBuffers + kBurstBuffers;
  const uint32_t per_tx = tx + kCacheBuffers + kBurstBuffers;
  return {.buffers = port.rx_queues * per_rx + port.tx_queues * per_tx,
          .data_room_bytes = static_cast<uint16_t>(std::min<uint32_t>(frame + kHeadroomBytes, UINT16_MAX))};
}

}  // namespace cw::packet_io
