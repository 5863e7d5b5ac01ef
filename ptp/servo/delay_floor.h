// Where the undisturbed packets lie among the delays of many: the densest stretch, the lower the better. Queues only add delay, so
// the rest carries no time worth having. Part of the servo's filter.
#pragma once

#include <span>

namespace cw::ptp {

struct DelayFloor {
  double centre_ns = 0;
  double reach_ns = 0;  ///< delays farther than this from the centre count for nothing
};

/// `sorted_ns` ascending, not empty. From the shortest stretch that holds an eighth of the delays (and four more), lower ones
/// preferred. Pure.
[[nodiscard]] DelayFloor find_floor(std::span<const double> sorted_ns);

/// Tukey's biweight: 1 at the centre, 0 beyond the reach.
[[nodiscard]] double weight_at(const DelayFloor& floor, double delay_ns);

/// The derivative of distance × weight: their sum says how firmly the delays hold the centre in its place.
[[nodiscard]] double stiffness_at(const DelayFloor& floor, double delay_ns);

/// The floor moved to the weighted mean of what it reaches, and its reach widened, up to four times, where delays scatter evenly to both
/// sides: then more of them count, whereas of a one-sided queue only the edge does. Pure.
[[nodiscard]] DelayFloor settled(DelayFloor floor, std::span<const double> delays_ns);

}  // namespace cw::ptp
