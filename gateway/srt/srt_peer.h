// One connected peer: its socket, and what is known and counted about it. Used by the sending thread only.
#pragma once

#include <chrono>
#include <span>

#include "gateway/srt/srt_config.h"
#include "gateway/srt/srt_socket.h"

namespace cw::srt {

class SrtPeer {
 public:
  using Clock = std::chrono::steady_clock;
  /// A peer that takes nothing for this long is given up.
  static constexpr std::chrono::seconds kSlowLimit{4};

  SrtPeer(SrtSocket socket, TaiTime connected_since);

  /// Hands the chunk to libsrt; what finds no room is dropped and counted. `now` is read once per burst.
  void send(std::span<const uint8_t> chunk, Clock::time_point now);
  /// False once it has left, died, or been too slow for too long.
  [[nodiscard]] bool alive() const;
  [[nodiscard]] const char* end_reason() const { return too_slow_ ? "too slow" : "connection ended"; }
  /// Asks libsrt for fresh figures.
  [[nodiscard]] SrtClientStatistics statistics() const;
  [[nodiscard]] const SrtClientStatistics& identity() const { return identity_; }
  [[nodiscard]] int handle() const { return socket_.handle(); }

 private:
  SrtSocket socket_;
  SrtClientStatistics identity_;
  uint64_t no_room_ = 0;
  Clock::time_point stalled_since_{};  // epoch: not stalled
  bool broken_ = false;
  bool too_slow_ = false;
};

}  // namespace cw::srt
