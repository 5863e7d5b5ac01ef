// A grandmaster that does as a test wants: flags, offsets, one step or two, Follow_Ups that come first, times that
// step. It keeps true TAI.
#pragma once

#include <cstdint>

#include "tests/unit/ptp/simulated_network.h"

namespace cw::ptp {

class ScriptedMaster final : public Attachment, public Ticking {
 public:
  ScriptedMaster(World& world, SimulatedNetwork& network, uint8_t last_octet);

  void tick() override;
  void deliver(Bytes octets, Ipv4Address source) override;

  ClockIdentity clock;
  AnnounceBody announce;
  uint16_t announced_flags = flags::kPtpTimescale | flags::kUtcOffsetValid;
  uint8_t domain = 127;
  bool alive = true;
  bool announcing = true;
  bool syncing = true;
  bool two_step = true;
  bool follow_up_first = false;
  int64_t correction = 0;  ///< of its Syncs, 2^-16 ns; the time it sends is earlier by as much
  int64_t offset_ns = 0;   ///< of its time from TAI
  int8_t log_announce_interval = -2;
  int8_t log_sync_interval = -3;
  int8_t log_delay_interval = -3;
  uint64_t delay_requests = 0;
  uint64_t unicast_requests = 0;

 private:
  void send(const Header& header, const decltype(Message::body)& body, Ipv4Address unicast = {});
  void send_announce();
  void send_sync();
  void answer_delay(const Header& request, Ipv4Address source);
  void answer_peer(const Header& request);
  [[nodiscard]] int64_t time_ns() const;
  [[nodiscard]] Header header(MessageType type, uint16_t sequence) const;

  World& world_;
  SimulatedNetwork& network_;
  int64_t next_announce_ns_ = 0;
  int64_t next_sync_ns_ = 0;
  uint16_t announce_sequence_ = 0;
  uint16_t sync_sequence_ = 0;
};

}  // namespace cw::ptp
