// A port in MASTER: sends Announce, two-step Sync and, once a second, the synchronization metadata of ST 2059-2, and
// answers Delay_Req; all times are those of the media clock.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "ptp/port/port_context.h"

namespace cw::ptp {

class MasterRole {
 public:
  explicit MasterRole(const PortContext& context) : context_(context) {}

  void start(LocalTime now);
  void stop();

  void poll(LocalTime now);
  [[nodiscard]] std::optional<LocalTime> next_deadline() const;
  void on_delay_req(const Header& header, Ipv4Address source, LocalTime received);
  void on_transmitted(uint32_t stamp_id, LocalTime sent);

 private:
  struct PendingSync {
    uint16_t sequence = 0;
    uint32_t stamp_id = 0;
  };

  void send_announce(LocalTime now);
  void send_sync();
  void send_metadata();
  [[nodiscard]] uint16_t announced_flags() const;

  PortContext context_;
  bool running_ = false;
  LocalTime next_announce_;
  LocalTime next_sync_;
  LocalTime next_metadata_;
  uint16_t announce_sequence_ = 0;
  uint16_t sync_sequence_ = 0;
  uint16_t metadata_sequence_ = 0;
  std::optional<PendingSync> pending_;  // waiting for its stamp until the next Sync
};

}  // namespace cw::ptp
