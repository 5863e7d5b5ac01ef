// What controllers do to the gateway: nmos calls, the gateway acts.
#pragma once

#include <string>
#include <vector>

#include "gateway/app/gateway.h"
#include "nmos/equipment.h"

namespace cw::app {

/// Any thread.
class GatewayEquipment final : public nmos::Equipment {
 public:
  /// `gateway` outlives it.
  explicit GatewayEquipment(Gateway& gateway) : gateway_(gateway) {}

  [[nodiscard]] Expected<void> accepts(const std::string& receiver, const sdp::St2110Media& media) const override;
  [[nodiscard]] std::vector<Expected<void>> activate(std::span<const nmos::SenderActivation> activations) override;
  [[nodiscard]] std::vector<Expected<void>> activate(std::span<const nmos::ReceiverActivation> activations) override;
  [[nodiscard]] Expected<void> route(std::span<const nmos::AudioRoute> routes) override;
  /// Empty when there is no such sender.
  [[nodiscard]] std::string sender_sdp(const std::string& sender) const override;
  [[nodiscard]] TaiTime now() const override;
  void apply(const nmos::SystemParameters& parameters) override;

 private:
  Gateway& gateway_;
};

}  // namespace cw::app
