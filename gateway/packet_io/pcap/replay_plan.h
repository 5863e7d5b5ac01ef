// The score that CaptureReplay plays from: for each packet of the capture its place on the media time line within one pass, its
// sequence number and how long after its media time it leaves. Made once, at start; the legs of an ST 2022-7 pair share one line.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/packet_io/pcap/capture_replay.h"
#include "gateway/packet_io/pcap/captured_streams.h"
#include "gateway/packet_io/pcap/stream_timing.h"

namespace cw::packet_io {

/// A time line that one stream, or the two of a 2022-7 pair, follow.
struct ReplayLine {
  bool retimed = false;                ///< sequence numbers and time stamps are rewritten
  Rate rate = Rate::hz(kNsPerSecond);  ///< of places: frames or fields, samples, or ns where nothing is rewritten
  Rate clock = kVideoClock;            ///< of the RTP time stamps
  int64_t pass_places = 1;             ///< places in one pass
  int64_t pass_sequences = 0;          ///< sequence numbers in one pass
  bool interlaced = false;
  int64_t first_field_parity = 0;
  Duration start_offset{};  ///< its first packet against the capture's first

  [[nodiscard]] int64_t place(int64_t in_pass, int64_t pass) const { return origin + pass * pass_places + in_pass; }
  /// Sets the origin: the first place at or after `now`; first fields fall on even numbers.
  void start(TaiTime now);

  int64_t origin = 0;
};

struct ReplayPacket {
  size_t offset = 0;
  uint32_t size = 0;
  uint32_t wire_size = 0;
  int64_t place = 0;     ///< on its line, within the pass
  int64_t sequence = 0;  ///< in the first pass
  Duration lag{};        ///< sent so long after the time of its place
};

/// One sender: a stream of the capture on its way to one destination.
struct ReplayTrack {
  size_t line = 0;
  ReplayStreamInfo info;
  CapturedStream stream;  ///< addresses and header fields; its packets have moved to the next field
  std::vector<ReplayPacket> packets;
};

struct ReplayPlan {
  std::vector<uint8_t> memory;
  std::vector<ReplayLine> lines;
  std::vector<ReplayTrack> tracks;
  uint64_t left_out = 0;
  uint64_t padded = 0;
};

[[nodiscard]] ReplayPlan plan_replay(const ReplayConfig& config, Capture capture);

}  // namespace cw::packet_io
