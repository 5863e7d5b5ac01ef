#include "ptp/servo/delay_floor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace cw::ptp {

namespace {

/// The first of the `held` neighbours that lie closest together, where those that start at the top count as nine times as far apart as
/// those that start at the bottom.
size_t densest(std::span<const double> sorted_ns, size_t held) {
  constexpr double kHeadStart = 0.125;
  const size_t count = sorted_ns.size();
  size_t best = 0;
  double best_score = INFINITY;
  for (size_t first = 0; first + held <= count; ++first) {
    const double length = sorted_ns[first + held - 1] - sorted_ns[first] + 1;
    const double score = length * (kHeadStart + static_cast<double>(first) / static_cast<double>(count));
    if (score >= best_score) continue;
    best_score = score;
    best = first;
  }
  return best;
}

}  // namespace

DelayFloor find_floor(std::span<const double> sorted_ns) {
  constexpr size_t kShare = 8;
  constexpr size_t kAtLeast = 4;
  constexpr double kReach = 4.5;      // lengths to either side
  constexpr double kMinReachNs = 60;  // below it there is only the resolution of stamps
  const size_t held = std::min(sorted_ns.size(), kAtLeast + sorted_ns.size() / kShare);
  const auto stretch = sorted_ns.subspan(densest(sorted_ns, held), held);
  // Some of it may not belong: the packets that got through undisturbed can be a few less.
  const size_t inner = held - held / 3;
  const auto core = stretch.subspan(densest(stretch, inner), inner);
  return {.centre_ns = core[inner / 2], .reach_ns = std::max(kReach * (core.back() - core.front()), kMinReachNs)};
}

double weight_at(const DelayFloor& floor, double delay_ns) {
  const double u = (delay_ns - floor.centre_ns) / floor.reach_ns;
  const double rest = 1 - u * u;
  return rest > 0 ? rest * rest : 0;
}

namespace {

/// Mean shift with weight_at as the kernel.
DelayFloor shifted(DelayFloor floor, std::span<const double> delays_ns) {
  constexpr int kRounds = 3;
  for (int round = 0; round < kRounds; ++round) {
    double weights = 0;
    double sum = 0;
    for (const double delay_ns : delays_ns) {
      const double weight = weight_at(floor, delay_ns);
      weights += weight;
      sum += weight * (delay_ns - floor.centre_ns);
    }
    if (weights <= 0) break;
    floor.centre_ns += sum / weights;
  }
  return floor;
}

}  // namespace

double stiffness_at(const DelayFloor& floor, double delay_ns) {
  const double u = (delay_ns - floor.centre_ns) / floor.reach_ns;
  const double rest = 1 - u * u;
  return rest > 0 ? rest * (rest - 4 * u * u) : 0;
}

DelayFloor settled(DelayFloor floor, std::span<const double> delays_ns) {
  floor = shifted(floor, delays_ns);
  constexpr double kWidening = 6;
  const double wide_ns = 2 * floor.reach_ns;
  double below = 0;
  double above = 1;
  for (const double delay_ns : delays_ns) {
    const double from_centre_ns = delay_ns - floor.centre_ns;
    if (std::abs(from_centre_ns) > wide_ns) continue;
    (from_centre_ns < 0 ? below : above) += 1;
  }
  const double evenness = std::min(1.0, below / above);
  floor.reach_ns *= 1 + kWidening * evenness * evenness * evenness;
  return shifted(floor, delays_ns);
}

}  // namespace cw::ptp
