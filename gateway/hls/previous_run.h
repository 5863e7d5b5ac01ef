// What an earlier run left in a rendition's folder: segments that still fit are listed on (viewers keep playing over a restart), the
// rest is removed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "gateway/hls/file_store.h"
#include "gateway/hls/segment_window.h"

namespace cw::hls {

struct PreviousRun {
  std::filesystem::path folder;
  RenditionGrid grid;
  std::span<const uint8_t> init_segment;  ///< of this run; segments made for another one are useless
  int utc_offset_s = 0;
  int64_t oldest_number = 0;  ///< anything older is of no use to a viewer
  int64_t newest_number = 0;  ///< anything newer was written by a clock that was wrong

  /// Segments on the grid, ascending. Everything else of ours in the folder is removed: partial files, foreign numbers, damage.
  [[nodiscard]] std::vector<SegmentEntry> take_over(FileStore& files) const;
};

/// Removes the packager's own files from a folder that is no rendition any more, and the folder when that leaves it empty.
void remove_rendition(FileStore& files, const std::filesystem::path& folder);

}  // namespace cw::hls
