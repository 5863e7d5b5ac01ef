#include "gateway/hls/rendition_packager.h"

#include <algorithm>

#include "gateway/core/log.h"
#include "gateway/hls/fragment.h"
#include "gateway/hls/previous_run.h"

namespace cw::hls {
namespace {

// One stray old unit is dropped; a run of them means that the channel's time was set back.
constexpr uint32_t kUnitsBehindToRestart = 10;

}  // namespace

RenditionPackager::RenditionPackager(Setup setup, Storage& storage, const MediaClock& clock)
    : setup_(std::move(setup)), storage_(storage), clock_(clock), window_(setup_.grid, setup_.window) {
  statistics_.name = setup_.rendition.name;
}

std::error_code RenditionPackager::open() {
  if (const std::error_code error = storage_.files().make_folder(setup_.folder)) return error;
  const int64_t now = setup_.grid.number_of(setup_.grid.time_base.index_at(clock_.now()));
  const PreviousRun previous{.folder = setup_.folder,
                             .grid = setup_.grid,
                             .init_segment = setup_.init_segment,
                             .utc_offset_s = clock_.utc_offset_s(),
                             .oldest_number = now - int64_t{setup_.window.listed} - int64_t{setup_.window.grace},
                             .newest_number = now};
  for (const SegmentEntry& entry : previous.take_over(storage_.files())) window_.add(entry);
  remove_segments(window_.take_expired());
  if (!window_.has_segment()) storage_.files().remove(setup_.folder / kMediaPlaylistName);
  statistics_.newest_segment = window_.newest_number();
  init_written_ = storage_.write(setup_.folder / kInitName, setup_.init_segment);
  return {};
}

bool RenditionPackager::on_unit(const bus::CodedUnitPtr& unit) {
  const int64_t number = setup_.grid.number_of(unit->pts);
  if (!in_order(*unit, number)) return false;
  ++statistics_.units;
  bool completed = false;
  if (!units_.empty() && number != open_number_) {
    close_segment();
    completed = true;
  }
  if (units_.empty()) {
    if (!may_start(*unit, number)) return completed;
    open_number_ = number;
  }
  units_.push_back(unit);
  // Without reordering the last unit of a segment is known when it comes; no need to wait for the next one.
  const int64_t end = unit->pts + std::max<int64_t>(unit->duration, 1);
  if (unit->pts == unit->dts && setup_.grid.number_of(end) != number) {
    close_segment();
    completed = true;
  }
  return completed;
}

bool RenditionPackager::in_order(const bus::CodedUnit& unit, int64_t number) {
  if (unit.pts < 0) {
    ++statistics_.units_out_of_order;
    return false;
  }
  if (!last_dts_ || unit.dts > *last_dts_) {
    last_dts_ = unit.dts;
    far_behind_ = 0;
    return true;
  }
  ++statistics_.units_out_of_order;
  far_behind_ = number < setup_.grid.number_of(*last_dts_) ? far_behind_ + 1 : 0;
  if (far_behind_ < kUnitsBehindToRestart) return false;
  restart_time_line(number);
  last_dts_ = unit.dts;
  return true;
}

void RenditionPackager::restart_time_line(int64_t number) {
  log_warning("hls", "the time of the coded units went back: its later segments are withdrawn",
              {{"rendition", setup_.rendition.name}, {"segment", std::to_string(number)}});
  ++statistics_.timeline_restarts;
  units_.clear();
  joined_ = false;
  first_seen_number_.reset();
  far_behind_ = 0;
  remove_segments(window_.forget_from(number));
}

// A segment starts with the first unit on or after its boundary. The first segment of a run must be whole, unless keys never fall on
// the boundaries; later ones may start late rather than be lost.
bool RenditionPackager::may_start(const bus::CodedUnit& unit, int64_t number) {
  if (!first_seen_number_) first_seen_number_ = number;
  const bool on_boundary = setup_.grid.number_of(unit.pts - std::max<int64_t>(unit.duration, 1)) != number;
  if (!joined_ && !on_boundary && number <= *first_seen_number_ + 1) return false;
  if (!unit.key) {
    ++statistics_.units_without_key;
    return false;
  }
  if (number <= window_.newest_number()) {  // an earlier run, or the time line before a restart, is ahead of us
    remove_segments(window_.forget_from(number));
  }
  if (!on_boundary) ++statistics_.late_keys;
  joined_ = true;
  return true;
}

void RenditionPackager::close_segment() {
  const int64_t end = setup_.grid.first_event(open_number_ + 1);
  SegmentEntry entry{.number = open_number_,
                     .start_event = units_.front()->pts,
                     .end_event = end,
                     .utc_offset_s = clock_.utc_offset_s()};
  const std::vector<uint8_t> content = segment_bytes(end);
  units_.clear();
  if (!init_written_) init_written_ = storage_.write(setup_.folder / kInitName, setup_.init_segment);
  entry.gap = !storage_.write(setup_.folder / segment_name(entry.number), content) || !init_written_;
  statistics_.gaps += window_.add(entry) + (entry.gap ? 1 : 0);
  if (entry.gap) {
    ++statistics_.write_errors;
  } else {
    ++statistics_.segments_written;
    statistics_.segment_bytes += content.size();
    meter_.add(content.size(), end - entry.start_event, setup_.grid.time_base);
  }
  statistics_.newest_segment = entry.number;
  write_playlist();
  statistics_.publish_delay_ns = (clock_.now() - setup_.grid.time_base.time_of(end)).count();
  // After the playlist, so that nothing it names is ever missing.
  remove_segments(window_.take_expired());
}

std::vector<uint8_t> RenditionPackager::segment_bytes(int64_t end_event) const {
  const bus::CodedUnit& first = *units_.front();
  const bus::CodedUnit& last = *units_.back();
  // With reordering, decoding runs ahead of presentation by the same step at both ends of a closed GOP.
  const int64_t end_dts = std::max(end_event - (first.pts - first.dts), last.dts + 1);
  const FragmentTiming timing{.sequence = static_cast<uint32_t>(static_cast<uint64_t>(open_number_)),
                              .ticks_per_event = setup_.grid.time_base.den(),
                              .end_event = end_dts};
  size_t payload = 0;
  for (const auto& unit : units_) payload += unit->data.size();
  constexpr size_t kBoxes = 256;
  constexpr size_t kPerSample = 16;
  BoxWriter out;
  out.reserve(payload + kBoxes + units_.size() * kPerSample);
  write_segment_type(out);
  write_fragment(out, units_, timing);
  return out.take();
}

void RenditionPackager::write_playlist() {
  const std::vector<SegmentEntry> listed = window_.listed();
  if (listed.empty()) return;
  const std::string text = media_playlist_text(listed, setup_.grid.time_base, target_duration_s(setup_.grid));
  if (!storage_.write(setup_.folder / kMediaPlaylistName, text)) ++statistics_.write_errors;
}

void RenditionPackager::remove_segments(const std::vector<int64_t>& numbers) {
  for (const int64_t number : numbers) storage_.files().remove(setup_.folder / segment_name(number));
  statistics_.segments_removed += numbers.size();
}

Bandwidth RenditionPackager::bandwidth() const {
  if (meter_.trusted()) return measured();
  const uint64_t nominal = setup_.rendition.parameters.bandwidth_bps;
  return {nominal, nominal};
}

}  // namespace cw::hls
