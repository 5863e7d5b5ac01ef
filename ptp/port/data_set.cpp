#include "ptp/port/data_set.h"

#include <tuple>

namespace cw::ptp {
namespace {

constexpr Ranking reversed(Ranking ranking) {
  return static_cast<Ranking>(static_cast<int>(Ranking::kSecond) - static_cast<int>(ranking));
}

/// Figure 27: two grandmasters; the lower value of the first field that differs wins, the identity last of all.
Ranking compare_grandmasters(const DataSet& a, const DataSet& b) {
  const auto key = [](const DataSet& s) {
    return std::tie(s.priority1, s.quality.clock_class, s.quality.accuracy, s.quality.variance, s.priority2,
                    s.grandmaster);
  };
  return key(a) < key(b) ? Ranking::kFirst : Ranking::kSecond;
}

/// Figure 28, where `far` is one step further than `near`: far loses, outright or by topology.
Ranking compare_one_step_apart(const DataSet& far) {
  if (far.receiver < far.sender) return Ranking::kSecond;
  if (far.sender < far.receiver) return Ranking::kSecondByTopology;
  return Ranking::kSame;
}

/// Figure 28: one grandmaster, two ways to it.
Ranking compare_ways(const DataSet& a, const DataSet& b) {
  const int further = int{a.steps_removed} - int{b.steps_removed};
  if (further > 1) return Ranking::kSecond;
  if (further < -1) return Ranking::kFirst;
  if (further == 1) return compare_one_step_apart(a);
  if (further == -1) return reversed(compare_one_step_apart(b));
  if (a.sender != b.sender) return a.sender < b.sender ? Ranking::kFirstByTopology : Ranking::kSecondByTopology;
  if (a.receiver.port == b.receiver.port) return Ranking::kSame;
  return a.receiver.port < b.receiver.port ? Ranking::kFirstByTopology : Ranking::kSecondByTopology;
}

}  // namespace

Ranking compare_data_sets(const DataSet& first, const DataSet& second) {
  return first.grandmaster == second.grandmaster ? compare_ways(first, second) : compare_grandmasters(first, second);
}

}  // namespace cw::ptp
