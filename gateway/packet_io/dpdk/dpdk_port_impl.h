// The parts of a DpdkPort; between dpdk_port.cpp and dpdk_engine.cpp.
#pragma once

#include <memory>
#include <vector>

#include "gateway/packet_io/dpdk/dpdk_clock.h"
#include "gateway/packet_io/dpdk/dpdk_port.h"
#include "gateway/packet_io/dpdk/dpdk_sink.h"
#include "gateway/packet_io/dpdk/dpdk_source.h"
#include "gateway/packet_io/dpdk/flow_steering.h"
#include "gateway/packet_io/dpdk/port_device.h"

namespace cw::packet_io {

/// The device goes last: queues hand their buffers back to its pool.
struct DpdkPort::Impl {
  Impl(const PortConfig& port, std::unique_ptr<PortDevice> opened);
  PortConfig config;
  std::unique_ptr<PortDevice> device;
  FlowSteering steering;
  DpdkClock clock;
  std::vector<std::unique_ptr<DpdkSource>> sources;
  std::vector<std::unique_ptr<DpdkSink>> sinks;
};

}  // namespace cw::packet_io
