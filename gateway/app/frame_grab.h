// The next whole picture of a video receiver as a file that players open (YUV4MPEG2): to see what arrives, or to compare it bit by bit.
// GET /api/v1/receivers/<id>/frame.y4m
#pragma once

#include <string>

#include "gateway/app/gateway.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/error.h"

namespace cw::app {

/// One picture, planar 4:2:2 as on the bus: "C422", or "C422p10" in little-endian words. XTAI_FRAME is its index on the TAI grid.
[[nodiscard]] std::string y4m_of(const bus::VideoFrame& frame);

/// Any thread; waits for up to half a second, one caller at a time. Errors: kInput when there is no such receiver of video, kHost when it
/// has no whole picture in that time or somebody else takes one.
[[nodiscard]] Expected<std::string> grab_frame(const Gateway& gateway, const std::string& receiver);

}  // namespace cw::app
