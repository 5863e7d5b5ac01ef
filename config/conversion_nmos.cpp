// The NMOS part of config/conversion.h.
#include "config/conversion.h"

namespace cw::config {
namespace {

constexpr Names<NmosDiscovery, 4> kDiscoveryNames{{{"auto", NmosDiscovery::kAuto},
                                                   {"multicast", NmosDiscovery::kMulticast},
                                                   {"unicast", NmosDiscovery::kUnicast},
                                                   {"off", NmosDiscovery::kOff}}};

}  // namespace

NmosConfig convert_nmos(const JsonNode& node) {
  NmosConfig nmos;
  node.read("address", nmos.address);
  node.read("port", nmos.port);
  node.read("host", nmos.host);
  node.read("label", nmos.label);
  node.read("discovery", nmos.discovery, kDiscoveryNames);
  node.read("domain", nmos.domain);
  node.read("registry", nmos.registry);
  node.read("follow_system", nmos.follow_system);
  if (node.has("registry") && !nmos.registry.starts_with("http://")) {
    node.faults().add(child(node.pointer(), "registry"),
                      "is no URL of a registry; allowed is http://HOST:PORT, such as http://10.0.0.1:8010");
  }
  return nmos;
}

}  // namespace cw::config
