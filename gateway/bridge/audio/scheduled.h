// A value that changes at given samples of the TAI grid: routes of audio that are ordered a little ahead.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

namespace cw::bridge {

/// One thread. Asked for positions that do not go back further than the last that was forgotten.
template <typename T>
class Scheduled {
 public:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  /// `value` from `position` on; what was ordered for later is given up.
  void change(T value, int64_t position) {
    std::erase_if(changes_, [&](const Change& change) { return change.position >= position; });
    changes_.push_back({position, std::move(value)});
  }
  [[nodiscard]] const T& at(int64_t position) const {
    const T* value = &first_;
    for (const Change& change : changes_) {
      if (change.position <= position) value = &change.value;
    }
    return *value;
  }
  /// The next change behind `position`; kNever: none.
  [[nodiscard]] int64_t next_change(int64_t position) const {
    for (const Change& change : changes_) {
      if (change.position > position) return change.position;
    }
    return kNever;
  }
  /// Nobody asks for positions before this one any more.
  void forget_before(int64_t position) {
    const auto kept = std::ranges::find_if(changes_, [&](const Change& change) { return change.position > position; });
    if (kept == changes_.begin()) return;
    first_ = std::move(std::prev(kept)->value);
    changes_.erase(changes_.begin(), kept);
  }

 private:
  struct Change {
    int64_t position;
    T value;
  };
  T first_{};
  std::vector<Change> changes_;  ///< in order of position
};

}  // namespace cw::bridge
