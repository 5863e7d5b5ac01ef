// A port in UNCALIBRATED or SLAVE: Sync, Follow_Up and Delay_Resp of the chosen master → TAI samples for the servo,
// with correctionField, configured asymmetry and, for a master that sends UTC, currentUtcOffset applied.
#pragma once

#include <cstdint>
#include <optional>

#include "ptp/port/delay_exchange.h"
#include "ptp/port/foreign_masters.h"
#include "ptp/port/port_context.h"
#include "ptp/port/sync_matcher.h"

namespace cw::ptp {

class SlaveRole {
 public:
  explicit SlaveRole(const PortContext& context);

  void start(const ForeignMaster& master);
  void stop();
  [[nodiscard]] const std::optional<PortIdentity>& master() const { return master_; }

  void on_sync(const Header& header, const EventBody& body, LocalTime received);
  void on_follow_up(const Header& header, const EventBody& body, LocalTime now);
  void on_delay_resp(const Header& header, const ResponseBody& body);
  void on_link_delay(Duration mean);
  void on_transmitted(uint32_t stamp_id, LocalTime sent);
  void poll(LocalTime now) { delay_.poll(now); }
  [[nodiscard]] std::optional<LocalTime> next_deadline() const { return delay_.next_deadline(); }

 private:
  [[nodiscard]] bool from_master(const Header& header);
  void feed_sync(const std::optional<MatchedSync>& sample);
  void feed_delay(const std::optional<MatchedDelay>& sample);

  PortContext context_;
  SyncMatcher syncs_;
  DelayExchange delay_;
  std::optional<PortIdentity> master_;
  Ipv4Address address_;
  bool fed_ = false;  // a Sync of this master has reached the servo
};

}  // namespace cw::ptp
