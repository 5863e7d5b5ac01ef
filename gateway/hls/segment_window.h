// The segments of one rendition that are in its playlist or still on disk after leaving it. Numbers without a file in between are
// gaps: they keep their place and their time on the grid (EXT-X-GAP).
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "gateway/core/rational.h"
#include "gateway/hls/segment_grid.h"

namespace cw::hls {

struct SegmentEntry {
  int64_t number = 0;
  int64_t start_event = 0;  ///< of the rendition's time base since the TAI epoch
  int64_t end_event = 0;    ///< where the next segment starts
  int utc_offset_s = 0;     ///< TAI − UTC when it was cut
  bool gap = false;         ///< no file
};

struct WindowSize {
  uint32_t listed = 10;  ///< segments in the playlist
  uint32_t grace = 11;   ///< kept on disk after that
};

/// The rendition's own units on the common grid.
struct RenditionGrid {
  SegmentGrid grid;
  Rate time_base;
  int64_t unit_events = 1;  ///< 1 for video, 1024 for AAC

  [[nodiscard]] constexpr int64_t number_of(int64_t event) const { return grid.number_of(event, time_base); }
  [[nodiscard]] constexpr int64_t first_event(int64_t number) const {
    return grid.first_event(number, time_base, unit_events);
  }
};

class SegmentWindow {
 public:
  SegmentWindow(const RenditionGrid& grid, WindowSize size) : grid_(grid), size_(size) {}

  /// Appends; `entry.number` is above newest_number(). Returns how many numbers within the window were skipped (gaps).
  uint64_t add(const SegmentEntry& entry);
  /// Forgets everything from `number` on and returns those that have files. For a time line that starts again earlier.
  [[nodiscard]] std::vector<int64_t> forget_from(int64_t number);
  /// Files that no playlist of the grace period names any more; each is returned once.
  [[nodiscard]] std::vector<int64_t> take_expired();

  /// What the playlist lists, oldest first, gaps filled in. Starts with a segment that has a file, so the first number never falls.
  [[nodiscard]] std::vector<SegmentEntry> listed() const;
  /// −1 when empty.
  [[nodiscard]] int64_t newest_number() const { return entries_.empty() ? -1 : entries_.back().number; }
  [[nodiscard]] bool has_segment() const;

 private:
  [[nodiscard]] SegmentEntry gap_at(int64_t number, int utc_offset_s) const;
  RenditionGrid grid_;
  WindowSize size_;
  std::deque<SegmentEntry> entries_;  // ascending numbers; gaps only where a write failed
};

}  // namespace cw::hls
