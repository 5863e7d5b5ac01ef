// The packet engine as the gateway uses it: networks (ports), and the workers that step receive, emit and replay agents.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "config/config.h"
#include "gateway/app/flow_places.h"
#include "gateway/app/network.h"
#include "gateway/app/worker.h"
#include "gateway/core/error.h"
#include "gateway/core/media_clock.h"
#include "gateway/packet_io/dpdk/dpdk_engine.h"

namespace cw::app {

class Engine {
 public:
  /// Opens every network's device. Errors name the device and the remedy. A config without networks makes an engine without ports.
  [[nodiscard]] static Expected<std::unique_ptr<Engine>> create(const config::Config& config, const MediaClock& clock);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void start();
  /// Leaves all multicast groups, ends the workers, closes the ports. Agents must have been removed, flows released.
  void stop();

  /// nullptr when the config has no such network.
  [[nodiscard]] Network* network(Leg leg) const { return networks_[index_of(leg)].get(); }
  [[nodiscard]] std::span<const std::unique_ptr<Worker>> workers() const { return workers_; }
  [[nodiscard]] bool uses_hugepages() const { return dpdk_ != nullptr && dpdk_->uses_hugepages(); }

  /// Where a receiver of these flows runs: with others of the same groups and ports, else worker 0 unless every port steers flows in
  /// hardware. Each call needs its release_flows(). Fails when others of the two legs run on different workers.
  [[nodiscard]] Expected<size_t> place_receiver(const FlowPlaces::Flows& flows);
  void release_flows(const FlowPlaces::Flows& flows);
  /// Where a sender on these legs runs: workers take turns as far as every port has a TX queue for them; unicast stays with
  /// worker 0, which owns address resolution.
  [[nodiscard]] size_t worker_for_sender(const config::PerLeg<config::SenderLeg>& legs);

 private:
  Engine() = default;
  void add_networks(const config::Config& config);
  [[nodiscard]] bool steer(const FlowPlaces::Flows& flows, size_t worker);
  [[nodiscard]] static bool steer(Network& network, const packet_io::FlowKey& flow, size_t worker);
  void add_workers(const config::Config& config, const MediaClock& clock);

  std::unique_ptr<packet_io::DpdkEngine> dpdk_;
  std::array<std::unique_ptr<Network>, kLegCount> networks_;
  std::vector<std::unique_ptr<Worker>> workers_;
  FlowPlaces places_;
  size_t next_receive_worker_ = 0;
  size_t next_send_worker_ = 0;
  bool running_ = false;
};

}  // namespace cw::app
