// Tells a new message of a sender from a duplicate or an overtaken one, and both from a sender that has started anew.
#pragma once

#include <cstdint>
#include <optional>

namespace cw::ptp {

class SequenceFilter {
 public:
  /// True: newer than all before, to be used; false: old, to be ignored. A sender that has restarted counts from 0
  /// again: a leap back beyond what a network reorders, or many old numbers in a row, begin a new count.
  bool accept(uint16_t sequence) {
    if (refuses(sequence)) return false;
    last_ = sequence;
    old_in_a_row_ = 0;
    return true;
  }
  /// As accept(), but a new one is not yet taken for received.
  bool refuses(uint16_t sequence) {
    if (!is_old(sequence)) return false;
    if (++old_in_a_row_ < kRestart) return true;
    reset();
    return false;
  }
  void reset() { *this = {}; }

 private:
  [[nodiscard]] bool is_old(uint16_t sequence) const {
    if (!last_) return false;
    const auto behind = static_cast<int16_t>(*last_ - sequence);
    return behind >= 0 && behind < kReorderWindow;
  }

  static constexpr int kReorderWindow = 64;
  static constexpr int kRestart = 8;
  std::optional<uint16_t> last_;
  int old_in_a_row_ = 0;
};

}  // namespace cw::ptp
