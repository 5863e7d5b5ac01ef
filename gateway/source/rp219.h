// The still pattern of SMPTE RP 219-1: four rows of bars, ramp and PLUGE, in the proportions of the standard at any raster.
//
//   7/12  40 % grey | white yellow cyan green magenta red blue, 75 % | 40 % grey
//   1/12  cyan | 75 % white | blue
//   1/12  yellow | black, luma ramp, white | red
//   3/12  15 % grey | black, white, black, PLUGE −2 0 +2 0 +4 %, black | 15 % grey
#pragma once

#include "gateway/bus/video_frame.h"

namespace cw::source {

/// Draws over the whole of a prepared 4:2:2 frame, with the matrix of its colorimetry and in narrow range.
void draw_rp219(bus::VideoFrame& frame);

}  // namespace cw::source
