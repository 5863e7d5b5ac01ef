// The PTP clock over all its ports (red, blue): receives what the links receive, chooses the best master over all of them (9.3), feeds the
// servo from the one port that is slave, or leads as grandmaster. Pure but for the links: time comes in as arguments. One control thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/core/packet.h"
#include "ptp/clock/disciplined_clock.h"
#include "ptp/clock/local_time.h"
#include "ptp/port/port_config.h"
#include "ptp/port/port_link.h"
#include "ptp/port/port_status.h"
#include "ptp/servo/clock_servo.h"
#include "ptp/wire/messages.h"

namespace cw::ptp {

class Port;
class UtcTracker;

struct PtpStatus {
  ClockIdentity identity;
  uint8_t domain = 0;
  ClockRole role = ClockRole::kSlaveOnly;
  std::optional<size_t> slave_port;              ///< index of the port that feeds the servo
  std::optional<GrandmasterStatus> grandmaster;  ///< none: nobody heard, or nobody chosen yet
  bool leading = false;                          ///< one of our ports is MASTER
  bool arb_timescale = false;  ///< the master sends UTC (ptpTimescale 0); utc_offset_s has been added to its times
  int utc_offset_s = 0;        ///< TAI - UTC in force
  bool leap59 = false;
  bool leap61 = false;
  uint64_t grandmaster_changes = 0;
  ServoStatus servo;
  std::optional<SynchronizationMetadata> metadata;  ///< the last SM TLV of the master (ST 2059-2), or our own
  std::vector<PortStatus> ports;
};

/// EUI-64 of a 48-bit address (7.5.2.2.2): FF-FE in the middle.
[[nodiscard]] ClockIdentity clock_identity_of(const MacAddress& address);

class PtpClient {
 public:
  /// The servo and the clock must outlive the client; so must every link.
  PtpClient(const PtpClientConfig& config, ClockServo& servo, DisciplinedClock& clock);
  ~PtpClient();
  PtpClient(const PtpClient&) = delete;
  PtpClient& operator=(const PtpClient&) = delete;

  /// 0 = red, 1 = blue, ...; port numbers on the wire count from 1.
  size_t add_port(const PortConfig& config, PortLink& link);

  /// `received` matters for event messages only, but is the present in any case.
  void on_datagram(size_t port, Bytes octets, Ipv4Address source, LocalTime received);
  /// When an event message sent with `stamp_id` left. Unknown ids are ignored.
  void on_transmitted(size_t port, uint32_t stamp_id, LocalTime sent);
  /// Runs what is due. Call at next_deadline() or more often; the state of the links is looked at here.
  void poll(LocalTime now);
  /// At most 100 ms after the last poll.
  [[nodiscard]] LocalTime next_deadline() const;

  /// Of the last call of any of the above.
  [[nodiscard]] const PtpStatus& status() const;
