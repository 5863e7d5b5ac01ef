// What a packager is told at the start, and what it tells about itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gateway/bus/coded_unit.h"
#include "gateway/core/tai_time.h"

namespace cw::hls {

/// One coded stream: its folder below the channel's, and its parameters. Position in the list is the `rendition` or `track` of
/// bus::CodedSink.
struct Rendition {
  std::string name;   ///< folder: letters, digits, '-', '_'; unique within the packager
  std::string label;  ///< what players show (audio); the name when empty
  bus::CodecParameters parameters;
};

/// Captions inside the video (A/53 SEI), announced in the multivariant playlist.
struct CaptionService {
  std::string instream_id = "CC1";  ///< CC1..CC4 or SERVICE1..SERVICE63
  std::string name = "CC1";
  std::string language;  ///< BCP 47; empty: not announced
};

struct PackagerConfig {
  std::filesystem::path directory;                      ///< of this channel; created when absent
  std::string channel;                                  ///< id, for the log
  Duration segment_duration = std::chrono::seconds(2);  ///< rounded to a whole number of GOPs, at least one
  int64_t gop_frames = 0;                               ///< GOPs start at multiples of it; 0: one GOP a segment
  uint32_t window_segments = 10;                        ///< segments in a media playlist, at least 3 (Apple asks for 6)
  uint32_t grace_segments = 0;           ///< kept on disk after leaving the playlist; 0: window + 1 (RFC 8216 §6.2.2)
  size_t queue_units = 1024;             ///< coded units that wait for the disk, per rendition
  std::vector<Rendition> video;          ///< at least one; the first one's rate fixes the segment grid
  std::vector<Rendition> audio;          ///< one group; the first is the default
  std::vector<CaptionService> captions;  ///< empty: CLOSED-CAPTIONS=NONE
};

struct RenditionStatistics {
  std::string name;
  uint64_t segments_written = 0;
  uint64_t segment_bytes = 0;
  uint64_t segments_removed = 0;
  uint64_t gaps = 0;                ///< segments that appear as EXT-X-GAP
  uint64_t write_errors = 0;        ///< files that could not be written
  uint64_t units = 0;               ///< taken
  uint64_t units_dropped = 0;       ///< the queue was full: the disk is too slow
  uint64_t units_out_of_order = 0;  ///< older than their predecessor
  uint64_t units_without_key = 0;   ///< before the first IDR of a segment
  uint64_t late_keys = 0;           ///< segments that start after their boundary because its IDR was missing
  uint64_t timeline_restarts = 0;   ///< the units' time went back by a segment or more
  int64_t newest_segment = -1;      ///< number
  uint64_t peak_bps = 0;            ///< largest segment rate measured lately; 0: not yet
  uint64_t average_bps = 0;
  int64_t publish_delay_ns = 0;  ///< from the end of the newest segment's media to its appearance
};

struct PackagerStatistics {
  std::vector<RenditionStatistics> video;
  std::vector<RenditionStatistics> audio;
  uint64_t playlist_writes = 0;
  uint64_t write_errors = 0;     ///< all files
  bool storage_failing = false;  ///< the last write failed
  bool published = false;        ///< the multivariant playlist is there
};

}  // namespace cw::hls
