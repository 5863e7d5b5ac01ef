// One PTP port of the gateway, on whichever network it is: the link that the client sends through, and what has come in for it.
#pragma once

#include <poll.h>

#include <memory>
#include <optional>
#include <vector>

#include "config/config.h"
#include "gateway/app/engine.h"
#include "gateway/core/error.h"
#include "ptp/clock/disciplined_clock.h"
#include "ptp/clock/local_counter.h"
#include "ptp/port/port_link.h"
#include "ptp/ptp_client.h"

namespace cw::app {

/// Event messages that the port's device should have stamped and did not.
struct SoftwareStamps {
  uint64_t arrivals = 0;
  uint64_t departures = 0;
};

/// Clock thread, but for create() and the destructor, which are the control thread's.
class PtpPort {
 public:
  virtual ~PtpPort() = default;

  [[nodiscard]] virtual ptp::PortLink& link() = 0;
  /// Hands everything that has come since the last call to `client` as port `index`.
  virtual void drain(ptp::PtpClient& client, size_t index) = 0;
  /// What becomes readable when something has come; none: drain() has to be called often.
  virtual void add_descriptors(std::vector<pollfd>& out) const = 0;
  /// Of the port's own interface: the clock's identity is made of the first port's.
  [[nodiscard]] virtual MacAddress mac() const = 0;
  /// nullopt: its stamps are not those of a device.
  [[nodiscard]] virtual std::optional<SoftwareStamps> software_stamps() const { return std::nullopt; }
};

/// What a port needs of the gateway around it.
struct PtpPortContext {
  Engine& engine;
  const ptp::DisciplinedClock& clock;
  ptp::LocalCounter counter;
};

/// Errors name the network or interface and the remedy.
[[nodiscard]] Expected<std::unique_ptr<PtpPort>> create_ptp_port(const config::PtpPortConfig& config,
                                                                 const PtpPortContext& context);

}  // namespace cw::app
