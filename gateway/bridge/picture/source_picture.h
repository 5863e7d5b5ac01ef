// One progressive picture of an input, as the conform stage chooses among them: a view of a bus frame or of a deinterlaced one, with
// whatever keeps its memory alive.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "gateway/bus/video_frame.h"

namespace cw::bridge {

struct SourcePicture {
  bus::VideoFormat format;  ///< rate: of pictures; scan: progressive, once deinterlaced
  int64_t index = 0;        ///< at format.rate since the TAI epoch
  TaiTime tai;
  bool locked = true;
  std::array<bus::Plane, 3> planes{};
  bus::VideoLease lease;              ///< holds the planes when they are a bus frame's
  std::shared_ptr<const void> owner;  ///< holds the planes when a filter made them
};

/// The whole frame as one picture: progressive, PsF, or an interlaced frame still to be deinterlaced.
[[nodiscard]] inline SourcePicture view_of(bus::VideoLease frame) {
  SourcePicture picture{.format = frame->format,
                        .index = frame->index,
                        .tai = frame->tai,
                        .locked = frame->locked,
                        .planes = frame->planes,
                        .lease = {},
                        .owner = {}};
  picture.lease = std::move(frame);
  return picture;
}

}  // namespace cw::bridge
