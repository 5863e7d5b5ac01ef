// Compares the raster on the wire with the configured one, so that a sender that changes it (or an SDP that is wrong) is named in an
// alarm with both values (decision 5). Also finds out whether an interlaced sender numbers rows per field, as ST 2110-20 §6.1.4 has
// it, or by lines of the frame, as some RFC 4175 senders do.
#pragma once

#include <algorithm>
#include <cstdint>

#include "gateway/essence/video_20/sample_row_data.h"
#include "gateway/essence/video_20/video_assembler_config.h"
#include "gateway/essence/video_20/video_raster.h"

namespace cw::essence {

/// What the SRDs of one unit span.
struct UnitExtent {
  uint32_t end_row = 0;                ///< one past the highest row
  uint32_t end_pixel = 0;              ///< one past the rightmost pixel
  bool rows_of_both_parities = false;  ///< some row number is odd in the first field or even in the second

  void add(const SampleRowData& srd, uint32_t srd_end_pixel) {
    end_row = std::max(end_row, uint32_t{srd.row} + 1);
    end_pixel = std::max(end_pixel, srd_end_pixel);
    rows_of_both_parities |= ((srd.row & 1U) != 0) != srd.second_field;
  }
};

/// One thread; writes the gauges of VideoAssemblerStatistics.
class RasterWatch {
 public:
  explicit RasterWatch(const VideoRaster& raster) : raster_(raster) {}

  /// With the marker of each unit. True when the numbering of rows turned out to be another than assumed: what is in assembly was
  /// put in wrong places.
  bool on_marker(const UnitExtent& extent, bool second_field, VideoAssemblerStatistics& statistics);

  [[nodiscard]] bool row_is_frame_line() const { return row_is_frame_line_; }
  /// Line of the woven frame; at least raster.height when the row is outside of the raster.
  [[nodiscard]] uint32_t line_of(const SampleRowData& srd) const {
    if (row_is_frame_line_) return srd.row;
    return srd.row < raster_.rows(srd.second_field) ? raster_.line_of(srd.row, srd.second_field) : raster_.height;
  }

 private:
  [[nodiscard]] bool numbering_changed(const UnitExtent& extent, bool second_field) const;

  VideoRaster raster_;
  bool row_is_frame_line_ = false;
  UnitExtent suspect_;  ///< of the last unit, when it differed from the raster
};

}  // namespace cw::essence
