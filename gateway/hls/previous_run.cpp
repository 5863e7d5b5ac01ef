#include "gateway/hls/previous_run.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "gateway/hls/playlist_text.h"
#include "gateway/hls/segment_probe.h"

namespace cw::hls {
namespace {

// The number in "<number>.m4s"; nullopt for any other name.
std::optional<int64_t> number_in(const std::filesystem::path& name) {
  const std::string text = name.string();
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || segment_name(number) != text) return std::nullopt;
  return number;
}

std::optional<SegmentEntry> read_entry(const FileStore& files, const PreviousRun& run, int64_t number) {
  const std::filesystem::path file = run.folder / segment_name(number);
  const auto summary = probe_segment(files.read_start(file, kProbeBytes));
  const int64_t ticks_per_event = run.grid.time_base.den();
  if (!summary || summary->file_bytes != files.size_bytes(file) || summary->start_ticks % ticks_per_event != 0) {
    return std::nullopt;
  }
  const SegmentEntry entry{.number = number,
                           .start_event = summary->start_ticks / ticks_per_event,
                           .end_event = (summary->start_ticks + summary->duration_ticks) / ticks_per_event,
                           .utc_offset_s = run.utc_offset_s};
  const bool fits =
      run.grid.number_of(entry.start_event) == number && entry.end_event == run.grid.first_event(number + 1);
  return fits ? std::optional(entry) : std::nullopt;
}

bool is_partial(const std::filesystem::path& name) { return name.extension() == ".tmp"; }

}  // namespace

std::vector<SegmentEntry> PreviousRun::take_over(FileStore& files) const {
  const bool same_init =
      std::ranges::equal(files.read_start(folder / kInitName, init_segment.size() + 1), init_segment);
  std::vector<SegmentEntry> entries;
  for (const std::filesystem::path& name : files.list(folder)) {
    const auto number = number_in(name);
    const bool usable = same_init && number && *number >= oldest_number && *number <= newest_number;
    const auto entry = usable ? read_entry(files, *this, *number) : std::nullopt;
    if (entry) {
      entries.push_back(*entry);
    } else if (number || is_partial(name)) {
      files.remove(folder / name);
    }
  }
  std::ranges::sort(entries, {}, &SegmentEntry::number);
  return entries;
}

void remove_rendition(FileStore& files, const std::filesystem::path& folder) {
  for (const std::filesystem::path& name : files.list(folder)) {
    const bool ours =
        number_in(name).has_value() || is_partial(name) || name == kInitName || name == kMediaPlaylistName;
    if (ours) files.remove(folder / name);
  }
  if (files.list(folder).empty()) files.remove(folder);
}

}  // namespace cw::hls
