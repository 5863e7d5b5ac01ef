#include "gateway/app/engine.h"

#include <algorithm>
#include <string>

namespace cw::app {
namespace {

packet_io::EngineConfig engine_config(const config::Config& config) {
  packet_io::EngineConfig result{.instance = config.instance,
                                 .ports = {},
                                 .memory_mib = config.engine.memory_mib,
                                 .allow_hugepages = config.engine.hugepages != config::Hugepages::kNever,
                                 .worker_cores = config.engine.cores};
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& network = config.networks[index_of(leg)];
    if (!network) continue;
    result.ports.push_back(
        {.name = name_of(leg),
         .device = network->device,
         .rx_queues = network->rx_queues,
         .tx_queues = network->tx_queues,
         .mtu = network->mtu,
         .ptp = std::ranges::count(config.clock.ptp.ports, std::optional(leg), &config::PtpPortConfig::network) != 0});
  }
  return result;
}

}  // namespace

Expected<std::unique_ptr<Engine>> Engine::create(const config::Config& config, const MediaClock& clock) {
  auto engine = std::unique_ptr<Engine>(new Engine());
  const packet_io::EngineConfig dpdk_config = engine_config(config);
  if (!dpdk_config.ports.empty()) {
    auto dpdk = packet_io::DpdkEngine::create(dpdk_config);
    if (!dpdk) return std::unexpected(dpdk.error());
    engine->dpdk_ = std::move(*dpdk);
    if (config.engine.hugepages == config::Hugepages::kRequired && !engine->dpdk_->uses_hugepages()) {
      return host_error(
          "engine/hugepages is \"required\" but there are none: reserve some (sysctl vm.nr_hugepages=512) and mount "
          "hugetlbfs, or set "
          "it to \"auto\"");
    }
  }
  if (engine->dpdk_ == nullptr) return engine;  // nothing to poll
  engine->add_networks(config);
  engine->add_workers(config, clock);
  return engine;
}

Engine::~Engine() { stop(); }

void Engine::add_networks(const config::Config& config) {
  size_t port = 0;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& network = config.networks[index_of(leg)];
    if (network) networks_[index_of(leg)] = std::make_unique<Network>(leg, *network, dpdk_->port(port++));
  }
}

void Engine::add_workers(const config::Config& config, const MediaClock& clock) {
  const std::vector<int> cores = config.engine.cores.empty() ? std::vector<int>{-1} : config.engine.cores;
  const Polling polling = config.engine.polling == config::Polling::kBusy ? Polling::kBusy : Polling::kAdaptive;
  for (size_t i = 0; i < cores.size(); ++i) {
    workers_.push_back(std::make_unique<Worker>(
        WorkerConfig{.name = "cw-packet" + std::to_string(i), .core = cores[i], .polling = polling}, clock));
  }
  for (const auto& network : networks_) {
    if (!network) continue;
    const auto& agents = network->receive_agents();
    // A queue beyond the last worker is stepped by the last worker: no queue may stay unread.
    for (size_t queue = 0; queue < agents.size(); ++queue) {
      workers_[std::min(queue, workers_.size() - 1)]->add(*agents[queue]);
    }
  }
}

void Engine::start() {
  running_ = true;
  for (const auto& worker : workers_) worker->start();
}

void Engine::stop() {
  if (!running_) return;
  running_ = false;
  for (const auto& network : networks_) {
    if (!network) continue;
    workers_.front()->run_between_cycles([&] {
      network->host().leave_all();
      // The reports leave on the same thread that owns the queue.
      network->host().poll(TaiTime::from_ns(INT64_MAX / 2), network->port().sink(0));
    });
  }
  for (const auto& worker : workers_) worker->stop();
  if (dpdk_) dpdk_->stop();
}

Expected<size_t> Engine::place_receiver(const FlowPlaces::Flows& flows) {
  if (places_.conflicts(flows)) {
    return input_error(
        "its two legs are received by different packet workers for other receivers; use one packet worker "
        "(engine/cores), or park those receivers");
  }
  size_t worker = 0;
  if (const auto known = places_.worker_of(flows)) {
    worker = *known;
    if (worker != 0 && !steer(flows, worker)) return input_error("its flows cannot be steered to the worker of others");
  } else if (workers_.size() > 1 && steer(flows, next_receive_worker_ % workers_.size())) {
    worker = next_receive_worker_++ % workers_.size();
  }
  places_.add(flows, worker);
  return worker;
}

/// Whether every port that has some of the flows sends them to the queue of `worker`; otherwise none is sent elsewhere than before.
bool Engine::steer(const FlowPlaces::Flows& flows, size_t worker) {
  std::vector<Network*> done;
  for (const auto& network : networks_) {
    const auto& flow = network ? flows[index_of(network->leg())] : std::nullopt;
    if (!flow || places_.knows(network->leg(), *flow)) continue;
    if (steer(*network, *flow, worker)) {
      done.push_back(network.get());
      continue;
    }
    for (Network* other : done) other->port().unsteer(*flows[index_of(other->leg())]);
    return false;
  }
  return true;
}

bool Engine::steer(Network& network, const packet_io::FlowKey& flow, size_t worker) {
  if (worker >= network.port().config().rx_queues) return false;
  const auto steered = network.port().steer(flow, static_cast<uint16_t>(worker));
  return steered && *steered != packet_io::Steering::kSoftware;
}

void Engine::release_flows(const FlowPlaces::Flows& flows) {
  const auto last = places_.remove(flows);
  for (const auto& network : networks_) {
    if (network && last[index_of(network->leg())]) network->port().unsteer(*flows[index_of(network->leg())]);
  }
}

size_t Engine::worker_for_sender(const config::PerLeg<config::SenderLeg>& legs) {
  size_t usable = workers_.size();
  for (const auto& network : networks_) {
    if (!network || !legs[index_of(network->leg())]) continue;
    if (!legs[index_of(network->leg())]->destination.is_multicast()) return 0;
    usable = std::min<size_t>(usable, network->port().config().tx_queues);
  }
  return next_send_worker_++ % std::max<size_t>(usable, 1);
}

}  // namespace cw::app
