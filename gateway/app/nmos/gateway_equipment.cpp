#include "gateway/app/nmos/gateway_equipment.h"

#include "gateway/app/find_unit.h"
#include "gateway/app/logging.h"
#include "gateway/core/log.h"

namespace cw::app {

Expected<void> GatewayEquipment::accepts(const std::string& receiver, const sdp::St2110Media& media) const {
  return gateway_.accepts(receiver, media);
}

std::vector<Expected<void>> GatewayEquipment::activate(std::span<const nmos::SenderActivation> activations) {
  return gateway_.activate(activations);
}

std::vector<Expected<void>> GatewayEquipment::activate(std::span<const nmos::ReceiverActivation> activations) {
  return gateway_.activate(activations);
}

Expected<void> GatewayEquipment::route(std::span<const nmos::AudioRoute> routes) { return gateway_.route(routes); }

std::string GatewayEquipment::sender_sdp(const std::string& sender) const {
  return gateway_.read([&](const GatewayView& view) {
    const SenderUnit* unit = find_unit(view.senders, sender);
    return unit == nullptr ? std::string{} : unit->sdp(view.clock_unit.status());
  });
}

TaiTime GatewayEquipment::now() const { return gateway_.clock().now(); }

void GatewayEquipment::apply(const nmos::SystemParameters& parameters) {
  if (parameters.ptp_domain || parameters.ptp_announce_timeout) {
    gateway_.follow_ptp(parameters.ptp_domain, parameters.ptp_announce_timeout);
  }
  if (!parameters.syslog_host) return;
  if (auto logging = log_to_syslog(*parameters.syslog_host, parameters.syslog_port); !logging) {
    log_warning("nmos", logging.error().message);
  }
}

}  // namespace cw::app
