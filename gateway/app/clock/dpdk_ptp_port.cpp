#include "gateway/app/clock/dpdk_ptp_port.h"

namespace cw::app {
namespace {

constexpr Ipv4Address kPrimaryGroup{0xE0000181};  // 224.0.1.129

PtpAgentConfig agent_config(const config::PtpPortConfig& config, Network& network) {
  return {.sink = &network.port().sink(0),
          .host = &network.host(),
          .device_clock = network.port().device_clock(),
          .transport = config.transport};
}

}  // namespace

// 224.0.0.107, the group of the peer delay messages, is link-local: nobody has to join it (RFC 3376 section 6).
DpdkPtpPort::DpdkPtpPort(const config::PtpPortConfig& config, const PtpPortContext& context)
    : network_(*context.engine.network(*config.network)),
      worker_(*context.engine.workers().front()),
      agent_(agent_config(config, network_), context.clock, context.counter),
      link_(agent_, network_.port()) {
  worker_.run_between_cycles([this] {
    network_.receive_agents().front()->set_ptp(&agent_);
    network_.host().join(kPrimaryGroup, {});
  });
  worker_.add(agent_);
}

DpdkPtpPort::~DpdkPtpPort() {
  worker_.remove(agent_);
  worker_.run_between_cycles([this] {
    network_.receive_agents().front()->set_ptp(nullptr);
    network_.host().leave(kPrimaryGroup, {});
  });
}

void DpdkPtpPort::drain(ptp::PtpClient& client, size_t index) {
  while (const auto frame = agent_.received().try_pop()) {
    if (frame->size == 0) {
      client.on_transmitted(index, frame->stamp_id, frame->time);
    } else {
      client.on_datagram(index, Bytes(frame->octets).first(frame->size), frame->peer, frame->time);
    }
  }
}

std::optional<SoftwareStamps> DpdkPtpPort::software_stamps() const {
  if (!agent_.has_device_clock()) return std::nullopt;
  return SoftwareStamps{.arrivals = agent_.software_arrivals(), .departures = agent_.software_departures()};
}

}  // namespace cw::app
