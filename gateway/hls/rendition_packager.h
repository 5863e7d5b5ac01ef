// Cuts the units of one rendition into segment files and keeps its media playlist. Stepped by the packager's thread; knows nothing of
// other renditions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "gateway/bus/coded_unit.h"
#include "gateway/core/media_clock.h"
#include "gateway/hls/bandwidth_meter.h"
#include "gateway/hls/packager_config.h"
#include "gateway/hls/playlist_text.h"
#include "gateway/hls/segment_window.h"
#include "gateway/hls/storage.h"

namespace cw::hls {

class RenditionPackager {
 public:
  struct Setup {
    Rendition rendition;
    std::filesystem::path folder;
    RenditionGrid grid;
    WindowSize window;
    std::vector<uint8_t> init_segment;
  };
  /// `storage` and `clock` outlive it.
  RenditionPackager(Setup setup, Storage& storage, const MediaClock& clock);

  /// Takes over the segments of an earlier run that fit the grid and the init segment, removes what does not, writes the init segment.
  /// Once, before the first unit. An error when the folder cannot be made.
  std::error_code open();
  /// Takes the next unit. True when it completed a segment: the playlist is rewritten.
  bool on_unit(const bus::CodedUnitPtr& unit);

  /// There is something to play: the playlist lists a segment with a file.
  [[nodiscard]] bool playable() const { return window_.has_segment(); }
  /// Measured; until that can be trusted, what the encoder was set to.
  [[nodiscard]] Bandwidth bandwidth() const;
  /// Figures of the latest segments, zero before the first.
  [[nodiscard]] Bandwidth measured() const { return {meter_.peak_bps(), meter_.average_bps()}; }
  [[nodiscard]] const RenditionStatistics& statistics() const { return statistics_; }

 private:
  bool in_order(const bus::CodedUnit& unit, int64_t number);
  bool may_start(const bus::CodedUnit& unit, int64_t number);
  void restart_time_line(int64_t number);
  void close_segment();
  void write_playlist();
  void remove_segments(const std::vector<int64_t>& numbers);
  [[nodiscard]] std::vector<uint8_t> segment_bytes(int64_t end_event) const;

  Setup setup_;
  Storage& storage_;
  const MediaClock& clock_;
  SegmentWindow window_;
  BandwidthMeter meter_;
  RenditionStatistics statistics_;
  std::vector<bus::CodedUnitPtr> units_;  // of the open segment
  int64_t open_number_ = -1;              // meaningful while units_ is not empty
  std::optional<int64_t> last_dts_;
  std::optional<int64_t> first_seen_number_;  // until the first segment starts
  bool joined_ = false;                       // a segment has started in this run
  bool init_written_ = false;
  uint32_t far_behind_ = 0;  // consecutive units a segment or more in the past
};

}  // namespace cw::hls
