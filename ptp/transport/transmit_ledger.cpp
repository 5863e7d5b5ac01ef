#include "ptp/transport/transmit_ledger.h"

#include <utility>

namespace cw::ptp {

void TransmitLedger::add(uint32_t stamp_id, LocalTime before, LocalTime after) {
  SentMessage& slot = waiting_[next_key_ % kMaxWaiting];
  drop(slot);
  slot = {.key = next_key_, .stamp_id = stamp_id, .before = before, .after = after};
  ++next_key_;
}

std::optional<SentMessage> TransmitLedger::take(uint32_t key) {
  SentMessage& slot = waiting_[key % kMaxWaiting];
  if (slot.key != key || slot.stamp_id == 0) return std::nullopt;
  return std::exchange(slot, SentMessage{});
}

void TransmitLedger::restart() {
  for (SentMessage& message : waiting_) drop(message);
  next_key_ = 0;
}

void TransmitLedger::drop(SentMessage& message) {
  if (message.stamp_id != 0) ++missing_;
  message = {};
}

}  // namespace cw::ptp
