#include "gateway/app/nmos/interface_names.h"

#include "gateway/packet_io/dpdk/device_string.h"

namespace cw::app {
namespace {

std::string name_of(Leg leg, const config::NetworkConfig& network) {
  const auto device = packet_io::parse_device_string({.name = cw::name_of(leg), .device = network.device});
  const bool shared =
      device && (device->kind == packet_io::DeviceKind::kAfPacket || device->kind == packet_io::DeviceKind::kAfXdp);
  const auto interface = shared ? device->argument("iface") : std::nullopt;
  return interface ? std::string(*interface) : std::string(cw::name_of(leg));
}

}  // namespace

std::array<std::string, kLegCount> interface_names(const config::Config& config) {
  std::array<std::string, kLegCount> names;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& network = config.networks[index_of(leg)];
    if (network) names[index_of(leg)] = name_of(leg, *network);
  }
  // Two VLANs of one interface.
  if (names[0] == names[1] && !names[1].empty()) names[1] = cw::name_of(Leg::kBlue);
  return names;
}

}  // namespace cw::app
