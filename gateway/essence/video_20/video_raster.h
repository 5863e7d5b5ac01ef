// The geometry of a supported -20 format: what both directions need to find a pgroup's place in the picture (ST 2110-20 §6.2).
#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/bus/video_format.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/error.h"
#include "gateway/essence/video_20/pgroup/pgroup_kernels.h"

namespace cw::essence {

struct VideoRaster {
  uint32_t width = 0;   ///< pixels
  uint32_t height = 0;  ///< lines of the frame
  uint32_t fields = 1;  ///< units per frame: 2 when interlaced or segmented
  uint32_t pgroups_per_row = 0;
  size_t pgroup_octets = 0;
  size_t bytes_per_sample = 0;

  /// Refuses, in words for the user, what this gateway cannot receive or send.
  [[nodiscard]] static Expected<VideoRaster> create(const bus::VideoFormat& format);

  [[nodiscard]] uint32_t rows(bool second_field) const {
    return fields == 1 ? height : (height + (second_field ? 0U : 1U)) / 2;
  }
  /// Line of the woven frame.
  [[nodiscard]] uint32_t line_of(uint32_t row, bool second_field) const {
    return fields == 1 ? row : 2 * row + (second_field ? 1U : 0U);
  }
  [[nodiscard]] size_t pgroups() const { return size_t{pgroups_per_row} * height; }
  /// First samples of pgroup `pgroup` of `line`.
  [[nodiscard]] PlanarRun run_at(const bus::VideoFrame& frame, uint32_t line, uint32_t pgroup) const {
    const size_t chroma = size_t{pgroup} * bytes_per_sample;
    return {frame.planes[0].data + line * frame.planes[0].stride_bytes + kPgroupPixels * chroma,
            frame.planes[1].data + line * frame.planes[1].stride_bytes + chroma,
            frame.planes[2].data + line * frame.planes[2].stride_bytes + chroma};
  }
};

}  // namespace cw::essence
