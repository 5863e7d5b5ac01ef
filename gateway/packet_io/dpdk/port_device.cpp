#include "gateway/packet_io/dpdk/port_device.h"

#include <rte_alarm.h>
#include <rte_bus_vdev.h>
#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_eth_ring.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>
#include <rte_ring.h>

#include <algorithm>
#include <cstring>
#include <semaphore>

#include "gateway/packet_io/dpdk/eal_log.h"
#include "gateway/packet_io/dpdk/flow_steering.h"
#include "gateway/packet_io/dpdk/message.h"
#include "gateway/packet_io/ethernet.h"

namespace cw::packet_io {
namespace {

constexpr unsigned kPoolCache = 256;
constexpr uint16_t kStandardMtu = 1500;
constexpr uint32_t kLinkOverheadBytes = RTE_ETHER_HDR_LEN + RTE_ETHER_CRC_LEN;

int socket_of(uint16_t port_id) {
  const int socket = rte_eth_dev_socket_id(port_id);
  return socket < 0 ? SOCKET_ID_ANY : socket;
}

// A stable, locally administered address for devices that have none (net_ring).
MacAddress mac_from_name(const std::string& name) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const char c : name) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  MacAddress mac{{0x02, 0, 0, 0, 0, 0}};
  for (size_t i = 1; i < mac.octets.size(); ++i) mac.octets[i] = static_cast<uint8_t>(hash >> (8 * i));
  return mac;
}

struct Errand {
  void (*run)(void*);
  void* argument;
  std::binary_semaphore done{0};
};

// net_memif answers its peer on EAL's interrupt thread without a lock against whoever closes the device, and frees twice
// when both happen at once. On that very thread they cannot.
void on_interrupt_thread(void (*run)(void*), void* argument) {
  Errand errand{.run = run, .argument = argument};
  const auto do_errand = [](void* given) {
    auto* todo = static_cast<Errand*>(given);
    todo->run(todo->argument);
    todo->done.release();
  };
  if (rte_eal_alarm_set(1, do_errand, &errand) == 0) {
    errand.done.acquire();
  } else {
    run(argument);
  }
}

// What is wrong most often when DPDK refuses such a device.
std::string_view hint_for(DeviceKind kind) {
  switch (kind) {
    case DeviceKind::kAfXdp:
      return ". Check that no other program uses XDP on the interface; net_af_packet works everywhere";
    case DeviceKind::kMemif: return ". Check role, id and socket against the other side's";
    case DeviceKind::kPci: return ". Check `dpdk-devbind.py --status`";
    case DeviceKind::kOtherVirtual: return ". Check the driver's name and arguments";
    default: return "";
  }
}

}  // namespace

std::unexpected<Error> PortDevice::failed(std::string_view what, int code) const {
  std::string reason = recent_dpdk_log();
  if (reason.empty()) reason = rte_strerror(code < 0 ? -code : code);
  return host_error(
      message("network ", port_.name, ": device ", device_.text(), " ", what, ": ", reason, hint_for(device_.kind)));
}

Expected<std::unique_ptr<PortDevice>> PortDevice::open(const PortConfig& port, const DeviceString& device) {
  std::unique_ptr<PortDevice> opened(new PortDevice(port, device));  // lint: start-up, private constructor
  forget_dpdk_log();
  using Step = Expected<void> (PortDevice::*)();
  for (const Step step : {&PortDevice::create, &PortDevice::create_pool, &PortDevice::configure,
                          &PortDevice::set_up_queues, &PortDevice::start}) {
    if (auto done = ((*opened).*step)(); !done) return std::unexpected(done.error());
  }
  opened->read_mac();
  opened->read_capabilities();
  return opened;
}

Expected<void> PortDevice::create() {
  if (device_.kind == DeviceKind::kRing) return create_ring();
  const bool known = rte_eth_dev_get_port_by_name(device_.name.c_str(), &port_id_) == 0;
  if (!known) {
    const int code = rte_dev_probe(device_.text().c_str());
    if (code == -EFAULT) {
      return input_error(message("network ", port_.name, ": DPDK knows no device \"", device_.text(), "\""));
    }
    if (code != 0) return failed("cannot be opened", code);
    if (rte_eth_dev_get_port_by_name(device_.name.c_str(), &port_id_) != 0) {
      return failed("is not a network device DPDK can drive", ENODEV);
    }
  }
  created_ = true;
  return {};
}

// A loop: what TX queue q takes comes out of RX queue q.
Expected<void> PortDevice::create_ring() {
  const uint16_t queues = std::max(port_.rx_queues, port_.tx_queues);
  for (uint16_t queue = 0; queue < queues; ++queue) {
    const std::string name = message("cw_", device_.name, "_", queue);
    rte_ring* ring = rte_ring_create(name.c_str(), kRingDepth, SOCKET_ID_ANY, 0);
    if (ring == nullptr) return failed("cannot be made", rte_errno);
    rings_.push_back(ring);
  }
  const int made = rte_eth_from_rings(device_.name.c_str(), rings_.data(), queues, rings_.data(), queues, 0);
  if (made < 0) return failed("cannot be made", rte_errno);
  port_id_ = static_cast<uint16_t>(made);
  created_ = true;
  return {};
}

Expected<void> PortDevice::create_pool() {
  const PoolPlan plan = plan_pool(port_, device_);
  const std::string name = message("cw_pool_", port_id_);
  pool_ = rte_pktmbuf_pool_create(name.c_str(), plan.buffers, kPoolCache, 0, plan.data_room_bytes, socket_of(port_id_));
  if (pool_ != nullptr) return {};
  return host_error(message("network ", port_.name, ": no memory for ", plan.buffers, " buffers of ",
                            plan.data_room_bytes, " octets (", rte_strerror(rte_errno),
                            "): raise the engine's memory, or free hugepages"));
}

Expected<void> PortDevice::configure() {
  rte_eth_dev_info info{};
  if (const int code = rte_eth_dev_info_get(port_id_, &info); code != 0) return failed("says nothing of itself", code);
  if (port_.rx_queues > info.max_rx_queues || port_.tx_queues > info.max_tx_queues) {
    return input_error(message("network ", port_.name, ": device ", device_.name, " has ", info.max_rx_queues,
                               " receive and ", info.max_tx_queues, " transmit queues, the config asks for ",
                               port_.rx_queues, " and ", port_.tx_queues));
  }
  rte_eth_conf config{};
  // af_packet and memif carry what their buffers hold (see add_device_defaults) but claim to stop at 1518 octets.
  const bool modest = device_.kind != DeviceKind::kPci && info.max_rx_pktlen < port_.mtu + kLinkOverheadBytes;
  config.rxmode.mtu = modest ? kStandardMtu : port_.mtu;
  set_up_timestamps(info.rx_offload_capa);
  if (timestamps_.offset >= 0) config.rxmode.offloads |= RTE_ETH_RX_OFFLOAD_TIMESTAMP;
  const int code = rte_eth_dev_configure(port_id_, port_.rx_queues, port_.tx_queues, &config);
  if (code != 0) return failed(message("refuses an MTU of ", port_.mtu, " or the queues asked for").c_str(), code);
  return {};
}

// Time stamps are only of use when the device's clock can be read to compare.
void PortDevice::set_up_timestamps(uint64_t rx_offloads) {
  uint64_t ticks = 0;
  if ((rx_offloads & RTE_ETH_RX_OFFLOAD_TIMESTAMP) == 0 || rte_eth_read_clock(port_id_, &ticks) != 0) return;
  TimestampField field;
  if (rte_mbuf_dyn_rx_timestamp_register(&field.offset, &field.flag) == 0) timestamps_ = field;
}

Expected<void> PortDevice::set_up_queues() {
  uint16_t rx_descriptors = port_.rx_descriptors;
  uint16_t tx_descriptors = port_.tx_descriptors;
  if (device_.kind == DeviceKind::kMemif) {
    rx_descriptors = tx_descriptors = static_cast<uint16_t>(1U << std::min(device_.number_or("rsize", 13), 14U));
  }
  if (const int code = rte_eth_dev_adjust_nb_rx_tx_desc(port_id_, &rx_descriptors, &tx_descriptors); code != 0) {
    return failed("refuses the number of descriptors", code);
  }
  const auto socket = static_cast<unsigned>(socket_of(port_id_));
  for (uint16_t queue = 0; queue < port_.rx_queues; ++queue) {
    const int code = rte_eth_rx_queue_setup(port_id_, queue, rx_descriptors, socket, nullptr, pool_);
    if (code != 0) return failed("cannot set up a receive queue", code);
  }
  for (uint16_t queue = 0; queue < port_.tx_queues; ++queue) {
    const int code = rte_eth_tx_queue_setup(port_id_, queue, tx_descriptors, socket, nullptr);
    if (code != 0) return failed("cannot set up a transmit queue", code);
  }
  return {};
}

Expected<void> PortDevice::start() {
  if (const int code = rte_eth_dev_start(port_id_); code != 0) return failed("does not start", code);
  started_ = true;
  // Until accept_multicast() narrows it. A device that has no such mode delivers everything anyway.
  rte_eth_promiscuous_enable(port_id_);
  return {};
}

void PortDevice::read_mac() {
  rte_ether_addr address{};
  if (rte_eth_macaddr_get(port_id_, &address) == 0) mac_ = load_mac(address.addr_bytes);
  if (mac_ == MacAddress{}) mac_ = mac_from_name(port_.name + '/' + device_.name);
}

void PortDevice::read_capabilities() {
  rte_eth_dev_info info{};
  if (rte_eth_dev_info_get(port_id_, &info) != 0) return;
  rte_ether_addr all_hosts{};
  store_mac(all_hosts.addr_bytes, multicast_mac(Ipv4Address{0xE0000001}));
  capabilities_ = {.driver = info.driver_name,
                   .max_rx_queues = info.max_rx_queues,
                   .max_tx_queues = info.max_tx_queues,
                   .hardware_steering = FlowSteering(port_id_).supported(),
                   .hardware_timestamps = timestamps_.offset >= 0,
                   .ptp_clock = port_.ptp && rte_eth_timesync_enable(port_id_) == 0,
                   .multicast_filter = rte_eth_dev_set_mc_addr_list(port_id_, &all_hosts, 1) == 0,
                   .multi_segment_tx = (info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0,
                   .scheduled_tx = (info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_SEND_ON_TIMESTAMP) != 0};
}

void PortDevice::stop_and_close() {
  if (started_) rte_eth_dev_stop(port_id_);
  if (created_) rte_eth_dev_close(port_id_);
}

PortDevice::~PortDevice() {
  rte_eth_dev_info info{};
  const bool known = created_ && rte_eth_dev_info_get(port_id_, &info) == 0;
  if (device_.kind == DeviceKind::kMemif) {
    on_interrupt_thread([](void* self) { static_cast<PortDevice*>(self)->stop_and_close(); }, this);
  } else {
    stop_and_close();
  }
  if (known && info.device != nullptr) rte_dev_remove(info.device);
  for (rte_ring* ring : rings_) rte_ring_free(ring);
  rte_mempool_free(pool_);
}

}  // namespace cw::packet_io
