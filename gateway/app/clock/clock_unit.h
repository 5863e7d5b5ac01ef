// The `clock` of the config at work: the MediaClock that every stage reads, and what steers it (PTP ports, a hardware clock) or is led by
// it (as grandmaster) on a thread of its own.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "config/config.h"
#include "gateway/app/clock/ptp_port.h"
#include "gateway/core/error.h"
#include "ptp/clock/host_clock.h"
#include "ptp/clock/phc_clock.h"
#include "ptp/ptp_client.h"
#include "ptp/servo/clock_servo.h"

namespace cw::app {

/// At one moment.
struct ClockStatus {
  std::string description;
  config::ClockSource source = config::ClockSource::kSystem;
  config::ClockRole role = config::ClockRole::kSlave;
  std::optional<ptp::ServoStatus> servo;                       ///< nothing is steered: nullopt
  std::optional<ptp::PtpStatus> ptp;                           ///< no PTP spoken: nullopt
  std::vector<std::optional<SoftwareStamps>> software_stamps;  ///< of each of its ports
  ptp::LocalTime taken;  ///< when; the times in `ptp` and `servo` count on the same line
};

/// create, start and stop on the control thread; the rest from any.
class ClockUnit {
 public:
  /// Until start() the clock shows the host's time.
  [[nodiscard]] static Expected<std::unique_ptr<ClockUnit>> create(const config::ClockConfig& config);
  ~ClockUnit();
  ClockUnit(const ClockUnit&) = delete;
  ClockUnit& operator=(const ClockUnit&) = delete;

  [[nodiscard]] const ptp::HostClock& clock() const { return *clock_; }
  /// Opens the PTP ports. `engine` runs and outlives the unit's stop().
  [[nodiscard]] Expected<void> start(Engine& engine);
  void stop();
  /// Waits until PTP has set the clock, so that what starts afterwards does not see that step; no longer than `limit`, nor when the
  /// process is asked to end, nor for other sources.
  void await_time(Duration limit) const;

  /// Speaks PTP in another domain, or waits longer for a silent master, from now on (IS-09); nullopt: as it is. False when no PTP is
  /// spoken.
  bool follow_ptp(std::optional<uint8_t> domain, std::optional<uint8_t> announce_timeout);

  [[nodiscard]] ClockStatus status() const;

 private:
  explicit ClockUnit(config::ClockConfig config) : config_(std::move(config)), ptp_(config_.ptp) {}
  [[nodiscard]] Expected<std::unique_ptr<ptp::HostClock>> create_reference();
  Expected<void> create_steered(std::unique_ptr<ptp::HostClock> reference);
  Expected<void> open_ports(Engine& engine);
  void create_client();
  void change_ptp();
  void run(const std::stop_token& stop);
  void step();
  void read_reference();
  void follow_reference();
  void wait(std::vector<pollfd>& descriptors, Duration limit) const;
  void publish();
  void note_state(ptp::ServoState state);

  const config::ClockConfig config_;
  config::PtpConfig ptp_;                      ///< in effect; the clock thread's once that runs
  uint64_t earlier_grandmaster_changes_ = 0;   ///< of clients before this one
  std::unique_ptr<ptp::HostClock> clock_;      ///< the one that is read
  std::unique_ptr<ptp::HostClock> reference_;  ///< what the steered clock follows when it does not follow PTP
  ptp::DisciplinedClock* steered_ = nullptr;   ///< clock_, when something steers it
  ptp::PhcClock* phc_ = nullptr;               ///< clock_ or reference_, when it is a hardware clock
  std::optional<ptp::LocalCounter> counter_;   ///< set by create()
  std::unique_ptr<ptp::ClockServo> servo_;
  std::vector<std::unique_ptr<PtpPort>> ports_;
  std::unique_ptr<ptp::PtpClient> client_;
  ptp::LocalTime next_reading_;
  bool phc_answers_ = true;
  ptp::LocalTime next_publication_;
  ptp::ServoState state_ = ptp::ServoState::kFreeRun;

  mutable std::mutex status_mutex_;
  std::optional<config::PtpConfig> wanted_ptp_;  ///< guarded by status_mutex_
  bool speaks_ptp_ = false;                      ///< likewise
  ClockStatus status_;
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace cw::app
