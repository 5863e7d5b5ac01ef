#include "gateway/essence/video_20/packet_schedule.h"

#include "gateway/essence/timing_21/sender_model.h"

namespace cw::essence {

PacketSchedule::PacketSchedule(const bus::VideoFormat& format)
    : units_(unit_rate(format)), tro_s_(sender_model(format, 1).tro_default_s) {}

void PacketSchedule::start_unit(int64_t unit_index, uint32_t packets) {
  // Start of the unit + TRO as one fraction of seconds, then of ns.
  const Int128 numerator =
      (Int128{unit_index} * units_.den() * tro_s_.den + Int128{tro_s_.num} * units_.num()) * kNsPerSecond;
  const Int128 start_denominator = Int128{units_.num()} * tro_s_.den;
  const Int128 start_ns = ceil_div(numerator, start_denominator);
  due_ = TaiTime::from_ns(static_cast<int64_t>(start_ns));
  denominator_ = units_.num() * int64_t{packets};
  step_ns_ = units_.den() * kNsPerSecond / denominator_;
  step_fraction_ = units_.den() * kNsPerSecond % denominator_;
  // What the rounding up has added counts against the steps to come, in their denominator (rounded down: below 1 ns in all).
  const Int128 added = start_ns * start_denominator - numerator;
  fraction_ = denominator_ - static_cast<int64_t>(added * denominator_ / start_denominator);
}

}  // namespace cw::essence
