// Which picture of one input is shown in output frame k? Pure logic of the conform stage (DESIGN decisions 2 and 5):
//   - same rate, sender locked to TAI: the picture with index k, or none;
//   - other rate, locked: the newest one whose TAI is not after the output frame's;
//   - sender not locked: the next in sequence, as long as it stays within 3/4 of a period of its time; else repeat or drop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "gateway/bridge/picture/source_picture.h"

namespace cw::bridge {

enum class Shown : uint8_t {
  kFresh,         ///< another picture than before
  kRateRepeated,  ///< the last one is still the right one: the input's rate is lower than the output's
  kMissing,       ///< the right one is not there: repeat the last
};

struct SynchroniserCounts {
  uint64_t late = 0;          ///< came after their output frame
  uint64_t dropped = 0;       ///< passed over
  uint64_t rate_dropped = 0;  ///< passed over because the input's rate is higher
};

/// One thread. Time comes in as output frame indexes only.
class FrameSynchroniser {
 public:
  /// `capacity`: pictures that wait at most; when more come, the oldest go.
  FrameSynchroniser(FrameRate output, size_t capacity) : output_(output), capacity_(capacity) {}

  void set_capacity(size_t capacity) { capacity_ = capacity; }
  /// In order of arrival.
  void push(SourcePicture picture);
  /// For output frame `index`, rising from call to call. kFresh: take() the picture.
  [[nodiscard]] Shown select(int64_t index);
  /// The picture select() has just chosen.
  [[nodiscard]] SourcePicture take() { return std::move(chosen_); }
  /// All that wait, oldest first; empties the window.
  [[nodiscard]] std::deque<SourcePicture> take_waiting();

  [[nodiscard]] size_t waiting() const { return window_.size(); }
  [[nodiscard]] const SynchroniserCounts& counts() const { return counts_; }

 private:
  [[nodiscard]] bool has_output_rate(const SourcePicture& picture) const { return picture.format.rate == output_; }
  [[nodiscard]] bool is_late(const SourcePicture& picture) const;
  [[nodiscard]] Shown select_by_index(int64_t index);
  [[nodiscard]] Shown select_in_sequence(TaiTime time);
  [[nodiscard]] Shown select_by_time(TaiTime time);
  [[nodiscard]] Shown show_first();
  [[nodiscard]] Shown show_none(TaiTime time) const;
  void pass_over(uint64_t& counter);

  FrameRate output_;
  size_t capacity_;
  std::deque<SourcePicture> window_;
  SourcePicture chosen_;
  int64_t next_index_ = INT64_MIN;  ///< output frames below have gone
  bool shown_any_ = false;
  TaiTime shown_tai_;         ///< of the last picture shown
  Duration shown_period_{0};  ///< how long it lasts
  SynchroniserCounts counts_;
};

}  // namespace cw::bridge
