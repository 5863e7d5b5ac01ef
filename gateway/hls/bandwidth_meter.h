// What a rendition really costs: the figures behind BANDWIDTH and AVERAGE-BANDWIDTH (RFC 8216bis §4.4.6.2), over the latest segments.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/rational.h"

namespace cw::hls {

class BandwidthMeter {
 public:
  static constexpr size_t kSegments = 64;      ///< how far back it looks
  static constexpr uint64_t kTrustedFrom = 3;  ///< segments before a measurement is believed

  /// A segment of `events` of `time_base`, both > 0.
  void add(uint64_t bytes, int64_t events, Rate time_base) {
    const auto micros = static_cast<uint64_t>(Int128{events} * time_base.den() * 1'000'000 / time_base.num());
    history_[count_++ % kSegments] = {.bits = bytes * 8, .micros = micros > 0 ? micros : 1};
  }
  [[nodiscard]] bool trusted() const { return count_ >= kTrustedFrom; }

  /// Largest rate of a single segment: segments last about one target duration, so no run of several can exceed it. Those shorter
  /// than half the longest do not count (they begin late, after a missing IDR).
  [[nodiscard]] uint64_t peak_bps() const {
    uint64_t longest = 0;
    for (const Segment& segment : history_) longest = std::max(longest, segment.micros);
    uint64_t peak = 0;
    for (const Segment& segment : history_) {
      if (segment.micros == 0 || segment.micros * 2 < longest) continue;
      peak = std::max(peak, segment.bits * 1'000'000 / segment.micros);
    }
    return peak;
  }
  [[nodiscard]] uint64_t average_bps() const {
    uint64_t bits = 0;
    uint64_t micros = 0;
    for (const Segment& segment : history_) {
      bits += segment.bits;
      micros += segment.micros;
    }
    return micros == 0 ? 0 : static_cast<uint64_t>(Int128{bits} * 1'000'000 / micros);
  }

 private:
  struct Segment {
    uint64_t bits = 0;
    uint64_t micros = 0;
  };
  std::array<Segment, kSegments> history_{};
  uint64_t count_ = 0;
};

}  // namespace cw::hls
