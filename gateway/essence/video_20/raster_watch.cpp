#include "gateway/essence/video_20/raster_watch.h"

namespace cw::essence {

bool RasterWatch::on_marker(const UnitExtent& extent, bool second_field, VideoAssemblerStatistics& statistics) {
  if (numbering_changed(extent, second_field)) {
    row_is_frame_line_ = !row_is_frame_line_;
    statistics.frame_line_numbering.set(row_is_frame_line_ ? 1 : 0);
    suspect_ = {};
    return true;
  }
  const bool per_field = raster_.fields == 2 && !row_is_frame_line_;
  const uint32_t expected_rows = per_field ? raster_.rows(second_field) : raster_.height;
  // Numbered by frame lines, the two fields end on neighbouring lines.
  const bool rows_fit = row_is_frame_line_ ? extent.end_row + 1 >= raster_.height && extent.end_row <= raster_.height
                                           : extent.end_row == expected_rows;
  const bool fits = rows_fit && extent.end_pixel == raster_.width;
  const uint32_t seen_height = per_field ? 2 * extent.end_row : extent.end_row;
  statistics.detected_width.set(extent.end_pixel);
  statistics.detected_height.set(rows_fit ? raster_.height : seen_height);
  // Loss can make one unit look small; two alike are a raster.
  const bool confirmed = suspect_.end_row == extent.end_row && suspect_.end_pixel == extent.end_pixel;
  if (fits) {
    statistics.wrong_raster_alarm.set(0);
  } else if (confirmed) {
    statistics.wrong_raster_alarm.set(1);
  }
  suspect_ = fits ? UnitExtent{} : extent;
  return false;
}

bool RasterWatch::numbering_changed(const UnitExtent& extent, bool second_field) const {
  if (raster_.fields == 1) return false;
  if (row_is_frame_line_) return extent.rows_of_both_parities;
  return !extent.rows_of_both_parities && extent.end_row > raster_.rows(second_field) &&
         extent.end_row <= raster_.height;
}

}  // namespace cw::essence
