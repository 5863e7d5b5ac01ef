// Which frame of the TAI grid an RTP unit (a frame, field or segment of one RTP time stamp) belongs to, also when units come late or
// crosswise. New units get their index from rtp::FrameIndexer, older ones by their distance to the newest. Part of VideoAssembler.
#pragma once

#include <array>
#include <cstdint>

#include "gateway/bus/video_format.h"
#include "gateway/core/rtp_types.h"
#include "gateway/rtp/frame_indexer.h"
#include "gateway/rtp/media_time_mapper.h"

namespace cw::essence {

/// What all packets of a unit share.
struct UnitKey {
  RtpTimestamp timestamp;
  bool second_field = false;
  constexpr bool operator==(const UnitKey&) const = default;
};

/// Ticks from `b` to `a`, wrapping.
[[nodiscard]] constexpr int32_t ticks_between(RtpTimestamp a, RtpTimestamp b) {
  return static_cast<int32_t>(a.value - b.value);
}

/// A frame by its index and by the time stamps of its one or two units.
struct FrameIdentity {
  int64_t index = 0;
  std::array<RtpTimestamp, 2> timestamps{};
  std::array<bool, 2> known{};

  [[nodiscard]] bool has(UnitKey key) const {
    return known[key.second_field] && timestamps[key.second_field] == key.timestamp;
  }
  void add(UnitKey key) {
    timestamps[key.second_field] = key.timestamp;
    known[key.second_field] = true;
  }
};

/// One thread, no allocation.
class FrameOrder {
 public:
  explicit FrameOrder(const bus::VideoFormat& format);

  /// True when `key` is the so far unknown other unit of `frame`: same time stamp or up to three quarters of a frame apart.
  [[nodiscard]] bool is_other_unit(const FrameIdentity& frame, UnitKey key);

  struct Place {
    int64_t index = 0;
    bool newest = false;  ///< nothing later has been seen
  };
  /// Once for each unit that belongs to no known frame.
  [[nodiscard]] Place place(UnitKey key, const rtp::MediaTimeMapper::MediaTime& time);
  /// The sender restarted or its time jumped.
  void reset();

 private:
  [[nodiscard]] RtpTimestamp frame_start_of(UnitKey key) const;

  FrameRate rate_;
  Rate unit_rate_;  ///< of units
  int32_t frame_ticks_;
  bool second_unit_later_;  ///< the second unit's time stamp lies half a frame behind the first's; see learnt_
  bool learnt_ = false;     ///< from two units of the sender
  rtp::FrameIndexer indexer_;
  bool started_ = false;
  RtpTimestamp newest_start_;
  int64_t newest_index_ = 0;
};

}  // namespace cw::essence
