// A progressive 4:2:0 8-bit picture on its way from the conform stage to an encoder: pooled, leased, without a time of its own, since
// a repeated picture or a slate serves many output frames.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "gateway/bus/video_frame.h"
#include "gateway/core/pool.h"

namespace cw::bridge {

struct Picture {
  uint16_t width = 0;   ///< even
  uint16_t height = 0;  ///< even
  std::array<bus::Plane, 3> planes{};

  /// Makes room for `new_width` × `new_height` (both even); content is undefined when the size changed.
  void prepare(uint16_t new_width, uint16_t new_height);

 private:
  struct Free {
    void operator()(uint8_t* memory) const;
  };
  std::unique_ptr<uint8_t[], Free> memory_;
  size_t memory_size_ = 0;
};

using PicturePool = Pool<Picture>;
using PictureLease = Lease<Picture>;

}  // namespace cw::bridge
