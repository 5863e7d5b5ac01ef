// A live source without hardware: bars, tone and ancillary data on the TAI grid, made a little before they are due and handed to the
// bus. Stands where a receiver would; runs on a thread of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "gateway/bus/anc_frame.h"
#include "gateway/bus/audio_block.h"
#include "gateway/bus/output.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/core/media_clock.h"

namespace cw::source {

struct GeneratorConfig {
  std::string name;                        ///< burnt in and named in captions
  std::optional<bus::VideoFormat> video;   ///< nullopt: no video
  std::optional<bus::AudioFormat> audio;   ///< nullopt: no audio
  FrameRate anc_rate = FrameRate::hz(50);  ///< without video; else the video's
  bool anc = false;
  bool timecode = true;  ///< what the ANC carries
  bool captions = true;
  bool scte104 = true;
  uint32_t audio_block_samples = 48;
  size_t pool_frames = 12;  ///< video and ANC
  size_t pool_blocks = 512;
  Duration lead = std::chrono::milliseconds(20);  ///< how long before its time a frame or block is published
};

/// Where things go; nullptr where nobody wants them. Must outlive the source.
struct GeneratorOutputs {
  bus::Output<bus::VideoLease>* video = nullptr;
  bus::Output<bus::AudioLease>* audio = nullptr;
  bus::Output<bus::AncLease>* anc = nullptr;
};

/// Written by the source's thread, read by any.
struct GeneratorStatistics {
  Counter video_frames;
  Counter audio_blocks;
  Counter anc_frames;
  Counter skipped_frames;  ///< not made because the thread came too late (a stall)
  Counter skipped_blocks;
  Counter starved;  ///< not made because consumers held every frame of the pool
};

class GeneratorSource {
 public:
  /// Makes pools and draws the still picture. Fails for formats that Bars or Tone refuse.
  [[nodiscard]] static Expected<std::unique_ptr<GeneratorSource>> create(const GeneratorConfig& config,
                                                                         GeneratorOutputs outputs,
                                                                         const MediaClock& clock);
  ~GeneratorSource();
  GeneratorSource(const GeneratorSource&) = delete;
  GeneratorSource& operator=(const GeneratorSource&) = delete;

  /// Starts and ends the thread; call each once, from one thread. Leases may live on as long as this object does.
  void start();
  void stop();

  /// What the thread does: makes all that is due at `now`, one frame or block of each at most, and says when to come back. For tests
  /// and for callers with a thread of their own; not while started.
  TaiTime step(TaiTime now);

  [[nodiscard]] const GeneratorStatistics& statistics() const;

 private:
  class Tracks;
  GeneratorSource(std::unique_ptr<Tracks> tracks, const MediaClock& clock);
  void run();

  std::unique_ptr<Tracks> tracks_;
  const MediaClock& clock_;
  std::atomic<bool> running_{false};
  std::thread thread_;
};

}  // namespace cw::source
