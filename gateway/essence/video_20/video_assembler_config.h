// What a ST 2110-20 receiver is told before it starts and what it counts while it runs.
#pragma once

#include <chrono>
#include <cstddef>

#include "gateway/bus/video_format.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/counters.h"
#include "gateway/core/tai_time.h"

namespace cw::essence {

/// Frames that the assembler itself may hold: those in assembly and the one that conceals losses.
inline constexpr size_t kOpenFrames = 4;
inline constexpr size_t kMinVideoPoolFrames = kOpenFrames + 2;

struct VideoAssemblerConfig {
  bus::VideoFormat format;
  /// How long after its last possible packet an incomplete frame waits for the other leg or for reordering.
  Duration hold = std::chrono::milliseconds(10);
  /// Frames in all: kOpenFrames in assembly, one kept for concealment, the rest for the consumers. At least kMinVideoPoolFrames.
  size_t pool_frames = 12;
  /// Instead of a pool of its own: frames of this very format, shared with another assembler on the same thread, which must not outlive
  /// them (a receiver that moves from one sender to the next). nullptr: its own.
  bus::VideoPool* pool = nullptr;
};

/// One writer (the packet worker), any reader. "SRD" is a sample row data segment (ST 2110-20 §6.1.4).
struct VideoAssemblerStatistics {
  Counter packets;  ///< offered: first copies only
  Counter octets;   ///< of sample data written into frames

  Counter frames_complete;
  Counter frames_incomplete;          ///< published with concealed pixels
  Counter frames_dropped_at_start;    ///< reception began in their middle
  Counter frames_dropped_no_memory;   ///< every frame of the pool was out
  Counter frames_dropped_same_index;  ///< a sender faster than its rate: two pictures for one index
  Counter indices_skipped;            ///< indices without a picture: a slower sender, or whole frames lost
  Counter index_resets;               ///< the index moved back by more than a second and was followed
  Counter missing_octets;             ///< concealed
  Counter overlapping_octets;         ///< sample data that came more than once in one frame

  Counter late_packets;       ///< their frame had been published
  Counter short_packets;      ///< payload ends before its SRD headers or data do
  Counter too_many_srds;      ///< more than three SRD headers
  Counter bad_srds;           ///< length or offset is no whole number of pgroups
  Counter wrong_raster;       ///< SRDs beyond the configured raster; refused
  Counter wrong_field;        ///< F = 1 in a progressive stream
  Counter sequence_mismatch;  ///< extended sequence number jumped against the RTP sequence number

  Gauge open_frames;
  Gauge detected_width;        ///< as seen on the wire at the last marker, 0 before
  Gauge detected_height;       ///< lines of the frame
  Gauge wrong_raster_alarm;    ///< 1 while the raster on the wire differs from the configured one
  Gauge frame_line_numbering;  ///< 1: an interlaced sender that counts rows by frame lines; followed
};

}  // namespace cw::essence
