// Snapshot of one channel for status and metrics: copied out of the counters, readable from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cw::bridge {

struct VideoInputStatistics {
  uint64_t frames_in = 0;     ///< taken from the receiver
  uint64_t late = 0;          ///< came after its output frame had gone
  uint64_t dropped = 0;       ///< in time, but another one was shown (unlocked sender, jump, no room)
  uint64_t rate_dropped = 0;  ///< left out because the input's rate is higher than the output's
  uint64_t unusable = 0;      ///< not 4:2:2 of 8 or 10 bits
  uint64_t incomplete = 0;    ///< with pixels concealed by the receiver
  uint64_t format_changes = 0;
  bool alive = false;
  bool active = false;    ///< the one that is shown
  bool locked = true;     ///< the sender's RTP clock follows TAI
  int64_t margin_ns = 0;  ///< how long before its output time the last frame was there; negative: too late
};

struct RenditionStatistics {
  std::string id;
  uint64_t frames_in = 0;       ///< offered to the encoder
  uint64_t frames_out = 0;      ///< coded units
  uint64_t frames_dropped = 0;  ///< because the encoder lagged
  uint64_t key_frames = 0;
  uint64_t octets = 0;
  uint64_t queued = 0;      ///< waiting for the encoder now
  int64_t encode_ns = 0;    ///< time the encoder took for a frame, smoothed
  int64_t lag_ns = 0;       ///< unit out against output time of its frame
  int64_t bitrate_bps = 0;  ///< over the last full second of media time
  int64_t millifps = 0;     ///< units × 1000 over the last full second of media time
};

struct AudioTrackStatistics {
  uint64_t blocks_in = 0;
  uint64_t late_blocks = 0;
  uint64_t silent_samples = 0;    ///< filled in because nothing came
  uint64_t resampled_blocks = 0;  ///< of unlocked senders
  uint64_t resyncs = 0;           ///< jumps too large to be smoothed
  uint64_t units_out = 0;
  uint64_t octets = 0;
  int64_t correction_ppm = 0;  ///< of the resampler
  bool alive = false;
  bool locked = true;
};

struct CaptionStatistics {
  uint64_t cdps = 0;  ///< caption packets found in ANC
  uint64_t faulty_cdps = 0;
  uint64_t triplets_in = 0;
  uint64_t triplets_out = 0;
  uint64_t triplets_dropped = 0;
};

struct ChannelStatistics {
  std::string id;
  uint64_t frames_out = 0;            ///< output frames made, slate and repeats included
  uint64_t frames_repeated = 0;       ///< because the due one was not there
  uint64_t frames_rate_repeated = 0;  ///< because the input's rate is lower than the output's
  uint64_t frames_slate = 0;
  uint64_t frames_skipped = 0;  ///< output times missed because this machine stalled
  bool on_slate = false;
  int64_t conform_ns = 0;  ///< convert and scale time per frame, smoothed
  std::vector<VideoInputStatistics> video_inputs;
  std::vector<RenditionStatistics> renditions;
  std::vector<AudioTrackStatistics> audio_tracks;
  CaptionStatistics captions;
};

}  // namespace cw::bridge
