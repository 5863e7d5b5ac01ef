// The PTP clock over all its ports (red, blue): receives what the links receive, chooses the best master over all of
// them (9.3), feeds the servo from the one port that is slave, or leads as grandmaster. Pure but for the links: time
// comes in as arguments. One control thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/core/packet.h"
#include "ptp/clock/disciplined_clock.h"
#include "ptp/clock/local_time.h"
#include "ptp/port/foreign_masters.h"
#include "ptp/port/port_config.h"
#include "ptp/port/port_context.h"
#include "ptp/port/port_link.h"
#include "ptp/port/port_status.h"
#include "ptp/port/utc_tracker.h"
#include "ptp/servo/clock_servo.h"
#include "ptp/wire/messages.h"

namespace cw::ptp {

class Port;

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
  /// Runs what is due. Call at next_deadline() or more often; the state of the links is looked at here, so ports are
  /// deaf until the first call.
  void poll(LocalTime now);
  /// At most 100 ms after the last poll.
  [[nodiscard]] LocalTime next_deadline() const;

  /// An operator's switch: a port that is not enabled is DISABLED, silent and deaf.
  void set_port_enabled(size_t port, bool enabled, LocalTime now);

  /// Put together at the call; valid until the next one.
  [[nodiscard]] const PtpStatus& status() const;

 private:
  /// Whom the clock follows.
  struct Parent {
    size_t port = 0;
    ForeignMaster master;
  };

  void decide(LocalTime now);
  [[nodiscard]] std::optional<size_t> best_port() const;
  [[nodiscard]] DataSet own_data_set() const;
  void follow(const std::optional<Parent>& parent, LocalTime now);
  void note_grandmaster(const std::optional<Parent>& parent);
  void apply_utc(LocalTime now);
  [[nodiscard]] bool trusted() const;
  [[nodiscard]] bool leading() const;
  [[nodiscard]] std::optional<GrandmasterStatus> grandmaster_status() const;
  [[nodiscard]] std::optional<SynchronizationMetadata> metadata() const;

  PtpClientConfig config_;
  ClockServo& servo_;
  DisciplinedClock& clock_;
  UtcTracker utc_;
  ClockContext context_;
  std::vector<std::unique_ptr<Port>> ports_;
  std::optional<Parent> parent_;
  std::optional<ClockIdentity> last_grandmaster_;
  uint64_t grandmaster_changes_ = 0;
  bool arb_logged_ = false;
  LocalTime now_;
  LocalTime next_servo_poll_;
  mutable PtpStatus status_;
};

}  // namespace cw::ptp
