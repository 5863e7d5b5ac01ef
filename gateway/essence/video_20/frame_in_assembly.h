// A frame between its first packet and its publication, and how its missing pixels are concealed. Part of VideoAssembler.
#pragma once

#include <array>

#include "gateway/bus/video_frame.h"
#include "gateway/core/tai_time.h"
#include "gateway/essence/video_20/coverage_map.h"
#include "gateway/essence/video_20/frame_order.h"
#include "gateway/essence/video_20/raster_watch.h"
#include "gateway/essence/video_20/video_raster.h"

namespace cw::essence {

struct FrameInAssembly {
  bus::VideoLease lease;  ///< empty: this place is free
  FrameIdentity identity;
  CoverageMap coverage;
  std::array<UnitExtent, 2> extents;  ///< by field
  TaiTime deadline;                   ///< published then, whatever is missing
  bool may_be_partial = false;        ///< reception began in or after this frame
  bool has_refused_srds = false;      ///< some pixels lay outside of the raster
};

/// Fills what `coverage` has not marked from `previous`, or with black when that is null.
void conceal(bus::VideoFrame& frame, const CoverageMap& coverage, const VideoRaster& raster,
             const bus::VideoFrame* previous);

}  // namespace cw::essence
