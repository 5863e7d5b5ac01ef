// 16-bit sequence numbers of one stream → 64 bits, nearest to the highest seen.
#pragma once

#include "gateway/core/rtp_types.h"

namespace cw::rtp {

/// The extended number nearest to `near` whose low 16 bits are `sequence`.
[[nodiscard]] constexpr ExtendedSequenceNumber unwrap_near(SequenceNumber sequence, ExtendedSequenceNumber near) {
  const auto step = static_cast<int16_t>(sequence.value - static_cast<uint16_t>(static_cast<uint64_t>(near.value)));
  return ExtendedSequenceNumber{near.value + step};
}

/// One stream, one thread. The first number is taken as it is.
class SequenceUnwrapper {
 public:
  [[nodiscard]] ExtendedSequenceNumber unwrap(SequenceNumber sequence) {
    if (!started_) {
      started_ = true;
      highest_ = ExtendedSequenceNumber{sequence.value};
      return highest_;
    }
    const ExtendedSequenceNumber extended = unwrap_near(sequence, highest_);
    if (extended > highest_) highest_ = extended;
    return extended;
  }
  void reset() { started_ = false; }

 private:
  ExtendedSequenceNumber highest_;
  bool started_ = false;
};

}  // namespace cw::rtp
