#include "gateway/packet_io/dpdk/dpdk_engine.h"

#include <algorithm>
#include <cctype>

#include "gateway/core/log.h"  // lint: start-up, says which ports are open
#include "gateway/packet_io/dpdk/device_check.h"
#include "gateway/packet_io/dpdk/device_string.h"
#include "gateway/packet_io/dpdk/dpdk_port_impl.h"
#include "gateway/packet_io/dpdk/eal_environment.h"
#include "gateway/packet_io/dpdk/message.h"
#include "gateway/packet_io/dpdk/port_device.h"

namespace cw::packet_io {
namespace {

constexpr uint16_t kMaxMtu = 9000;
constexpr uint16_t kMinMtu = 576;

Expected<void> check_port(const PortConfig& port) {
  if (port.mtu < kMinMtu || port.mtu > kMaxMtu) {
    return input_error(
        message("network ", port.name, ": an MTU of ", port.mtu, " is outside ", kMinMtu, "..", kMaxMtu));
  }
  if (port.rx_queues == 0 || port.tx_queues == 0) {
    return input_error(message("network ", port.name, ": at least one receive and one transmit queue are needed"));
  }
  return {};
}

Expected<void> check_instance(const std::string& instance) {
  const bool sound = !instance.empty() && std::ranges::all_of(instance, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
  if (sound) return {};
  return input_error(message("the instance name \"", instance, "\" may only have letters, digits, '-' and '_'"));
}

// Everything that can be found wrong before DPDK is asked.
Expected<std::vector<DeviceString>> check_config(const EngineConfig& config) {
  if (auto sound = check_instance(config.instance); !sound) return std::unexpected(sound.error());
  std::vector<DeviceString> devices;
  const HostView host = this_host();
  for (const PortConfig& port : config.ports) {
    if (auto sound = check_port(port); !sound) return std::unexpected(sound.error());
    auto device = parse_device_string(port);
    if (!device) return std::unexpected(device.error());
    if (std::ranges::find(devices, device->name, &DeviceString::name) != devices.end()) {
      return input_error(message("network ", port.name, ": device ", device->name, " is used twice"));
    }
    if (auto there = check_device(port, *device, host); !there) return std::unexpected(there.error());
    add_device_defaults(port, *device);
    devices.push_back(std::move(*device));
  }
  return devices;
}

Expected<std::unique_ptr<DpdkPort>> open_port(const PortConfig& config, const DeviceString& device) {
  if (auto prepared = prepare_device(config, device); !prepared) return std::unexpected(prepared.error());
  auto opened = PortDevice::open(config, device);
  if (!opened) return std::unexpected(opened.error());
  return std::make_unique<DpdkPort>(std::make_unique<DpdkPort::Impl>(config, std::move(*opened)));
}

}  // namespace

Expected<std::unique_ptr<DpdkEngine>> DpdkEngine::create(const EngineConfig& config) {
  auto devices = check_config(config);
  if (!devices) return std::unexpected(devices.error());
  if (auto started = start_eal(config, *devices); !started) return std::unexpected(started.error());

  std::unique_ptr<DpdkEngine> engine(new DpdkEngine);  // lint: start-up, private constructor
  for (size_t i = 0; i < config.ports.size(); ++i) {
    auto port = open_port(config.ports[i], (*devices)[i]);
    if (!port) return std::unexpected(port.error());
    log_info("dpdk", "port open",
             {{"network", config.ports[i].name},
              {"device", (*devices)[i].text()},
              {"driver", (*port)->capabilities().driver}});
    engine->ports_.push_back(std::move(*port));
  }
  return engine;
}

DpdkEngine::~DpdkEngine() { stop(); }

bool DpdkEngine::uses_hugepages() const { return eal_has_hugepages(); }

void DpdkEngine::stop() { ports_.clear(); }

}  // namespace cw::packet_io
