#include "gateway/essence/timing_21/sender_model.h"

#include <algorithm>

namespace cw::essence {
namespace {

constexpr uint16_t kHdLines = 1080;
constexpr uint16_t kLines525 = 487;
constexpr uint16_t kLines625 = 576;

Rational times(Rational a, Rational b) { return Rational::reduced(a.num * b.num, a.den * b.den); }
int64_t floor_of(Int128 num, Int128 den) { return static_cast<int64_t>(floor_div(num, den)); }

bool is_standard_definition(const bus::VideoFormat& format) {
  return format.scan != bus::Scan::kProgressive && format.height <= kLines625;
}

Rational r_active_of(const bus::VideoFormat& format) {
  if (!is_standard_definition(format)) return Rational::reduced(1080, 1125);
  return format.height <= kLines525 ? Rational::reduced(487, 525) : Rational::reduced(576, 625);
}

/// As a fraction of the frame period.
Rational tro_default_of(const bus::VideoFormat& format) {
  if (is_standard_definition(format)) {
    return format.height <= kLines525 ? Rational::reduced(20, 525) : Rational::reduced(26, 625);
  }
  if (format.scan != bus::Scan::kProgressive) return Rational::reduced(22, 1125);
  return format.height >= kHdLines ? Rational::reduced(43, 1125) : Rational::reduced(28, 750);
}

}  // namespace

Rate unit_rate(const bus::VideoFormat& format) {
  const int64_t units = format.scan == bus::Scan::kProgressive ? 1 : 2;
  return Rate::create(format.rate.num() * units, format.rate.den()).value_or(format.rate);
}

SenderModel sender_model(const bus::VideoFormat& format, int64_t packets_per_unit) {
  const Rate units = unit_rate(format);
  const Rational period{units.den(), units.num()};
  const Rational frame_period{format.rate.den(), format.rate.num()};
  const Rational per_packet = Rational::reduced(period.num, period.den * packets_per_unit);
  SenderModel model;
  model.unit_period_s = period;
  model.r_active = r_active_of(format);
  model.tro_default_s = times(frame_period, tro_default_of(format));
  model.t_rs_linear_s = per_packet;
  model.t_rs_gapped_s = times(per_packet, model.r_active);
  // N / (divisor × [R_active ×] T); each is a ceiling of packets for a burst, never below what the standard grants to all.
  const Int128 packets_per_period_num = Int128{packets_per_unit} * period.den;
  const auto limit = [&](int64_t least, int64_t divisor, Rational active) {
    return std::max(least, floor_of(packets_per_period_num * active.den, Int128{divisor} * period.num * active.num));
  };
  constexpr Rational kWhole{1, 1};
  model.c_max_narrow = limit(4, 43'200, model.r_active);
  model.c_max_wide = limit(16, 21'600, kWhole);
  model.vrx_full_narrow = limit(8, 27'000, kWhole);
  model.vrx_full_wide = limit(720, 300, kWhole);
  return model;
}

}  // namespace cw::essence
