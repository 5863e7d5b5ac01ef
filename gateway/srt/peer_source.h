// Where a sender's peers come from: clients that a listener accepts, or the one that a caller connects to.
#pragma once

#include <chrono>
#include <optional>

#include "gateway/srt/srt_config.h"
#include "gateway/srt/srt_socket.h"

namespace cw::srt {

class PeerSource {
 public:
  using Clock = std::chrono::steady_clock;
  virtual ~PeerSource() = default;
  /// The next new connection, if there is one. `connected` is how many peers the sender has. Never blocks; the sending thread calls
  /// it until it yields nothing, every few milliseconds.
  [[nodiscard]] virtual SrtSocket poll(Clock::time_point now, size_t connected) = 0;
  /// Fills in the counters that are its own.
  virtual void add_to(SrtStatistics& statistics) const = 0;
};

}  // namespace cw::srt
