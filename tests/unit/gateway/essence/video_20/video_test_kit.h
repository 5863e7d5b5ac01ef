// Pictures, packets and outputs for the tests of ST 2110-20.
#pragma once

#include <cstring>
#include <random>
#include <utility>
#include <vector>

#include "gateway/bus/output.h"
#include "gateway/bus/video_frame.h"
#include "gateway/essence/video_20/video_packetizer.h"

namespace cw::test {

/// Index of a frame in November 2023, so that times look like real ones.
inline constexpr int64_t kSomeSecond = 1'700'000'000;

[[nodiscard]] inline bus::VideoFormat video_format(uint16_t width, uint16_t height, uint8_t depth,
                                                   bus::Scan scan = bus::Scan::kProgressive) {
  bus::VideoFormat format;
  format.width = width;
  format.height = height;
  format.depth = depth;
  format.scan = scan;
  format.rate = Rate::hz(scan == bus::Scan::kProgressive ? 50 : 25);
  return format;
}

/// Random samples over the whole code range, different for each seed.
inline void fill_picture(bus::VideoFrame& frame, uint32_t seed) {
  std::mt19937 generator(seed);
  for (size_t p = 0; p < bus::VideoFrame::kPlaneCount; ++p) {
    const bus::Plane& plane = frame.planes[p];
    for (size_t line = 0; line < frame.format.height; ++line) {
      uint8_t* row = plane.data + line * plane.stride_bytes;
      for (size_t x = 0; x < frame.plane_width(p); ++x) {
        const auto value = static_cast<uint16_t>(generator() & (frame.format.depth == 8 ? 0xFFU : 0x3FFU));
        if (frame.format.depth == 8) {
          row[x] = static_cast<uint8_t>(value);
        } else {
          std::memcpy(row + 2 * x, &value, sizeof(value));
        }
      }
    }
  }
}

/// Samples of one line of all planes.
[[nodiscard]] inline std::vector<uint8_t> line_of(const bus::VideoFrame& frame, size_t line) {
  std::vector<uint8_t> samples;
  for (size_t p = 0; p < bus::VideoFrame::kPlaneCount; ++p) {
    const uint8_t* row = frame.planes[p].data + line * frame.planes[p].stride_bytes;
    samples.insert(samples.end(), row, row + frame.plane_width(p) * frame.bytes_per_sample());
  }
  return samples;
}

[[nodiscard]] inline bool same_line(const bus::VideoFrame& a, const bus::VideoFrame& b, size_t line) {
  return line_of(a, line) == line_of(b, line);
}

[[nodiscard]] inline bool same_picture(const bus::VideoFrame& a, const bus::VideoFrame& b) {
  for (size_t line = 0; line < a.format.height; ++line) {
    if (!same_line(a, b, line)) return false;
  }
  return a.format == b.format;
}

/// Keeps what was published, up to a number reserved at the start.
class CapturedVideo final : public bus::Output<bus::VideoLease> {
 public:
  explicit CapturedVideo(size_t expected = 64) { frames.reserve(expected); }
  void publish(bus::VideoLease frame) override { frames.push_back(std::move(frame)); }
  std::vector<bus::VideoLease> frames;
};

/// A pool of one format whose frames hold random pictures.
class PictureSource {
 public:
  PictureSource(const bus::VideoFormat& format, size_t size) : pool_(size) {
    pool_.for_each([&](bus::VideoFrame& frame) { frame.prepare(format); });
  }
  [[nodiscard]] bus::VideoLease picture(int64_t index, uint32_t seed) {
    bus::VideoLease frame = pool_.try_lease();
    frame->index = index;
    fill_picture(*frame, seed);
    return frame;
  }

 private:
  bus::VideoPool pool_;
};

struct SentPacket {
  std::vector<uint8_t> octets;
  TaiTime due;
};

/// All packets of one frame.
[[nodiscard]] inline std::vector<SentPacket> packets_of(essence::VideoPacketizer& packetizer,
                                                        const bus::VideoLease& frame) {
  std::vector<SentPacket> packets;
  if (!packetizer.begin(frame)) return packets;
  while (const auto due = packetizer.next_due()) {
    SentPacket packet{std::vector<uint8_t>(packetizer.max_packet_octets()), *due};
    packet.octets.resize(packetizer.write_next(packet.octets));
    packets.push_back(std::move(packet));
  }
  return packets;
}

}  // namespace cw::test
