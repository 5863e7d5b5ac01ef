// A whole picture on the bus: planar 4:2:2, 8 bits in octets or 10 bits in 16-bit little-endian words (values 0..1023). Interlaced
// and PsF frames are woven: line r of the first field is line 2r of the frame (top field first), the second field's is 2r + 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "gateway/bus/video_format.h"
#include "gateway/core/pool.h"
#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"

namespace cw::bus {

struct Plane {
  uint8_t* data = nullptr;
  size_t stride_bytes = 0;  ///< multiple of 64
};

struct VideoFrame {
  static constexpr size_t kPlaneCount = 3;  ///< Y, Cb, Cr

  VideoFormat format;
  int64_t index = 0;            ///< frame index at format.rate since the TAI epoch (decision 2)
  TaiTime tai;                  ///< start of the frame on the TAI line
  bool complete = true;         ///< every octet was received for this frame
  bool locked = true;           ///< the sender's RTP clock follows TAI; else tai was derived from arrival times
  uint32_t missing_octets = 0;  ///< pgroup octets concealed from the previous frame
  std::array<uint32_t, kLegCount> leg_packets{};
  TaiTime first_arrival;
  TaiTime last_arrival;
  std::array<Plane, kPlaneCount> planes{};

  /// Lays out planes for `wanted` inside the frame's memory, growing it if need be (start-up and format changes only; steady state
  /// reuses). Sets format; picture content is undefined when the layout changed.
  void prepare(const VideoFormat& wanted);
  [[nodiscard]] size_t bytes_per_sample() const { return format.depth > 8 ? 2 : 1; }
  [[nodiscard]] size_t plane_width(size_t plane) const {
    return plane == 0 ? format.width : (format.width + size_t{1}) / 2;
  }
  /// Copies the picture and its times, not the lease: both must have the same format.
  void copy_picture_from(const VideoFrame& other);

 private:
  struct Free {
    void operator()(uint8_t* memory) const;
  };
  std::unique_ptr<uint8_t[], Free> memory_;
  size_t memory_size_ = 0;
};

using VideoPool = Pool<VideoFrame>;
using VideoLease = Lease<VideoFrame>;

}  // namespace cw::bus
