#include "gateway/packet_io/hardware_time.h"

namespace cw::packet_io {
namespace {
constexpr int kFractionBits = 32;
constexpr Duration kOldest = std::chrono::seconds(1);
}  // namespace

void HardwareTime::observe(uint64_t ticks, TaiTime now) {
  const auto elapsed_ticks = static_cast<int64_t>(ticks - anchor_ticks_);
  const Duration elapsed = now - anchor_;
  if (anchored_ && elapsed_ticks > 0 && elapsed.count() > 0) {
    ns_per_tick_ = static_cast<int64_t>((Int128{elapsed.count()} << kFractionBits) / elapsed_ticks);
  }
  anchored_ = true;
  anchor_ticks_ = ticks;
  anchor_ = now;
}

TaiTime HardwareTime::to_tai(uint64_t ticks, TaiTime now) const {
  if (ns_per_tick_ == 0) return now;
  const auto since_anchor = static_cast<int64_t>(ticks - anchor_ticks_);
  const auto ns = static_cast<int64_t>((Int128{since_anchor} * ns_per_tick_) >> kFractionBits);
  const TaiTime stamped = anchor_ + Duration{ns};
  return stamped > now || now - stamped > kOldest ? now : stamped;
}

}  // namespace cw::packet_io
