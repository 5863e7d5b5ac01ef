// A gateway for tests of the NMOS APIs: remembers what it was told, refuses what it is told to refuse, has a clock that stands.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "nmos/equipment.h"

namespace cw::nmos::test {

class FakeEquipment : public Equipment {
 public:
  Expected<void> accepts(const std::string& receiver, const sdp::St2110Media&) const override {
    if (receiver == unacceptable) return input_error("4:4:4 is not taken");
    return {};
  }
  std::vector<Expected<void>> activate(std::span<const SenderActivation> activations) override {
    ++calls;
    return activate_into(senders, activations);
  }
  std::vector<Expected<void>> activate(std::span<const ReceiverActivation> activations) override {
    ++calls;
    return activate_into(receivers, activations);
  }
  Expected<void> route(std::span<const AudioRoute> wanted) override {
    ++calls;
    if (broken == "route") return host_error("the mixer is gone");
    routes.assign(wanted.begin(), wanted.end());
    return {};
  }
  std::string sender_sdp(const std::string& sender) const override { return "v=0\r\ns=" + sender + "\r\n"; }
  TaiTime now() const override { return time; }
  void apply(const SystemParameters&) override {}

  TaiTime time = TaiTime::from_ns(1'700'000'000'000'000'000);
  std::string unacceptable;  ///< a receiver
  std::string broken;        ///< a sender or receiver whose activation fails; "route"
  int calls = 0;
  std::map<std::string, SenderActivation> senders;  ///< as activated last
  std::map<std::string, ReceiverActivation> receivers;
  std::vector<AudioRoute> routes;

 private:
  template <typename Activation>
  std::vector<Expected<void>> activate_into(std::map<std::string, Activation>& active,
                                            std::span<const Activation> activations) {
    std::vector<Expected<void>> results;
    for (const Activation& activation : activations) {
      if (activation.name == broken) {
        results.emplace_back(host_error("no port is free"));
      } else {
        active[activation.name] = activation;
        results.emplace_back();
      }
    }
    return results;
  }
};

}  // namespace cw::nmos::test
