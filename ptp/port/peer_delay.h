// The requester's side of the peer delay mechanism (IEEE 1588-2008 11.4): Pdelay_Req out, Pdelay_Resp and its Follow_Up
// in → the mean delay of the link to the neighbour.
#pragma once

#include <cstdint>
#include <optional>

#include "ptp/clock/local_time.h"
#include "ptp/port/message_sender.h"
#include "ptp/port/port_config.h"
#include "ptp/port/wire_time.h"

namespace cw::ptp {

class PeerDelay {
 public:
  /// `sender` and `status` outlive it.
  PeerDelay(const PortConfig& config, MessageSender& sender, PortStatus& status);

  void start(LocalTime now);
  void stop();
  void poll(LocalTime now);
  [[nodiscard]] std::optional<LocalTime> next_deadline() const;

  /// Each gives the mean link delay when it completes the exchange.
  std::optional<Duration> on_transmitted(uint32_t stamp_id, LocalTime sent);
  std::optional<Duration> on_response(const Header& header, const ResponseBody& body, LocalTime received);
  std::optional<Duration> on_follow_up(const Header& header, const ResponseBody& body);

 private:
  struct Exchange {
    uint16_t sequence = 0;
    uint32_t stamp_id = 0;
    std::optional<PortIdentity> peer{};
    std::optional<LocalTime> t1{};
    int64_t t2_ns = 0;
    std::optional<int64_t> t3_ns{};  ///< of a one-step peer: t2_ns, as its correction holds the difference
    std::optional<LocalTime> t4{};
    Correction correction = 0;
  };

  void send_request();
  [[nodiscard]] bool belongs(const Header& header, const ResponseBody& body);
  std::optional<Duration> complete();

  const PortConfig& config_;
  MessageSender& sender_;
  PortStatus& status_;
  bool running_ = false;
  LocalTime next_;
  uint16_t sequence_ = 0;
  std::optional<Exchange> exchange_;  // one at a time: a link is quicker than the shortest interval
};

}  // namespace cw::ptp
