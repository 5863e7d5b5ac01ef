#include "gateway/hls/segment_window.h"

#include <algorithm>

namespace cw::hls {

uint64_t SegmentWindow::add(const SegmentEntry& entry) {
  const int64_t previous = newest_number();
  entries_.push_back(entry);
  if (previous < 0 || entry.number - previous > int64_t{size_.listed})
    return 0;  // nothing of the past is listed any more
  return static_cast<uint64_t>(entry.number - previous - 1);
}

std::vector<int64_t> SegmentWindow::forget_from(int64_t number) {
  std::vector<int64_t> files;
  while (!entries_.empty() && entries_.back().number >= number) {
    if (!entries_.back().gap) files.push_back(entries_.back().number);
    entries_.pop_back();
  }
  return files;
}

std::vector<int64_t> SegmentWindow::take_expired() {
  std::vector<int64_t> files;
  const int64_t oldest_kept = newest_number() - int64_t{size_.listed} - int64_t{size_.grace} + 1;
  while (!entries_.empty() && entries_.front().number < oldest_kept) {
    if (!entries_.front().gap) files.push_back(entries_.front().number);
    entries_.pop_front();
  }
  return files;
}

std::vector<SegmentEntry> SegmentWindow::listed() const {
  std::vector<SegmentEntry> result;
  const int64_t oldest = newest_number() - int64_t{size_.listed} + 1;
  for (const SegmentEntry& entry : entries_) {
    if (entry.number < oldest || (result.empty() && entry.gap)) continue;
    while (!result.empty() && result.back().number + 1 < entry.number) {
      result.push_back(gap_at(result.back().number + 1, entry.utc_offset_s));
    }
    result.push_back(entry);
  }
  return result;
}

bool SegmentWindow::has_segment() const {
  const int64_t oldest = newest_number() - int64_t{size_.listed} + 1;
  return std::ranges::any_of(entries_, [oldest](const auto& entry) { return !entry.gap && entry.number >= oldest; });
}

SegmentEntry SegmentWindow::gap_at(int64_t number, int utc_offset_s) const {
  return {.number = number,
          .start_event = grid_.first_event(number),
          .end_event = grid_.first_event(number + 1),
          .utc_offset_s = utc_offset_s,
          .gap = true};
}

}  // namespace cw::hls
