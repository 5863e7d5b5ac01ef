// Which message a transmit stamp of the kernel belongs to. The kernel counts the sends of a socket (SOF_TIMESTAMPING_OPT_ID); so does
// this, beside it. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "ptp/clock/local_time.h"

namespace cw::ptp {

/// One message whose stamp is awaited. It left between `before` and, for a device's stamp, some time after `after`.
struct SentMessage {
  uint32_t key = 0;
  uint32_t stamp_id = 0;
  LocalTime before;  ///< of the send call
  LocalTime after;
};

class TransmitLedger {
 public:
  /// Every successful send of the socket, also those without a stamp_id.
  void add(uint32_t stamp_id, LocalTime before, LocalTime after);
  /// nullopt: a key that is none of ours, was taken already, or wants no stamp.
  [[nodiscard]] std::optional<SentMessage> take(uint32_t key);
  /// The kernel counts from 0 again.
  void restart();

  /// Messages whose stamp was wanted and has not come before kMaxWaiting more were sent.
  [[nodiscard]] uint64_t missing() const { return missing_; }

 private:
  static constexpr size_t kMaxWaiting = 32;

  void drop(SentMessage& message);

  std::array<SentMessage, kMaxWaiting> waiting_{};  // by key; stamp_id 0: nothing awaited
  uint32_t next_key_ = 0;
  uint64_t missing_ = 0;
};

}  // namespace cw::ptp
