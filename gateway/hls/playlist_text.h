// Playlists as text (RFC 8216bis). Pure functions of what the packager knows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gateway/hls/packager_config.h"
#include "gateway/hls/segment_window.h"

namespace cw::hls {

inline constexpr const char* kInitName = "init.mp4";
inline constexpr const char* kMediaPlaylistName = "media.m3u8";
inline constexpr const char* kMultivariantName = "multivariant.m3u8";

/// "<number>.m4s"
[[nodiscard]] std::string segment_name(int64_t number);

/// EXTINF runs from boundary to boundary, rounded on the time line (not per segment) to 1 µs, so that sums never drift.
/// `target_duration_s` is constant for the life of a channel.
[[nodiscard]] std::string media_playlist_text(std::span<const SegmentEntry> segments, Rate time_base,
                                              uint32_t target_duration_s);

/// Smallest legal EXT-X-TARGETDURATION for every segment the grid can make.
[[nodiscard]] uint32_t target_duration_s(const RenditionGrid& grid);

struct Bandwidth {
  uint64_t peak_bps = 0;
  uint64_t average_bps = 0;
};

/// What the multivariant playlist says besides the config; lists are parallel to the config's.
struct MeasuredBandwidth {
  std::vector<Bandwidth> video;
  std::vector<Bandwidth> audio;
};

/// Variants are listed from the highest bit rate down. Bandwidths are of the video and the heaviest audio rendition together.
[[nodiscard]] std::string multivariant_text(const PackagerConfig& config, const MeasuredBandwidth& measured);

/// True when a player could decide differently: peak 5 % above or 25 % below what is published, average 10 % off.
[[nodiscard]] bool differs_noticeably(const MeasuredBandwidth& published, const MeasuredBandwidth& now);

}  // namespace cw::hls
