// The slave's side of the delay request-response mechanism (IEEE 1588-2008 11.3): sends Delay_Req at jittered
// intervals, by multicast or to the master alone, and matches Delay_Resp and the time of departure, whichever comes
// first.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>

#include "ptp/clock/local_time.h"
#include "ptp/port/message_sender.h"
#include "ptp/port/port_config.h"
#include "ptp/port/wire_time.h"

namespace cw::ptp {

struct MatchedDelay {
  LocalTime sent;
  int64_t received_ns = 0;    ///< at the master, in its timescale
  Correction correction = 0;  ///< to be subtracted
};

class DelayExchange {
 public:
  /// `sender` and `status` outlive it.
  DelayExchange(const PortConfig& config, MessageSender& sender, PortStatus& status);

  /// Begins at once with a master; its requests go to `address` if the port is hybrid.
  void start(LocalTime now, Ipv4Address address);
  void stop();
  [[nodiscard]] bool running() const { return running_; }

  void poll(LocalTime now);
  [[nodiscard]] std::optional<LocalTime> next_deadline() const;
  std::optional<MatchedDelay> on_transmitted(uint32_t stamp_id, LocalTime sent);
  /// Of a Delay_Resp that the chosen master sent to us.
  std::optional<MatchedDelay> on_response(const Header& header, const ResponseBody& body);

 private:
  static constexpr size_t kPending = 16;

  struct Request {
    uint16_t sequence = 0;
    uint32_t stamp_id = 0;
    std::optional<LocalTime> sent{};
    std::optional<ResponseBody> response{};
    Correction correction = 0;
  };
  using Slot = std::optional<Request>;

  void send_request();
  void give_up(Slot& slot);
  std::optional<MatchedDelay> complete(Slot& slot);
  [[nodiscard]] Duration random_interval();

  const PortConfig& config_;
  MessageSender& sender_;
  PortStatus& status_;
  std::minstd_rand random_;
  std::array<Slot, kPending> requests_;  // by sequence
  Ipv4Address master_;
  bool running_ = false;
  LocalTime next_;
  uint16_t sequence_ = 0;
};

}  // namespace cw::ptp
