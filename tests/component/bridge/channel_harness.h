// A channel without threads, between made-up receivers and a sink that keeps everything; time is moved by the test.
#pragma once

#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "gateway/bridge/channel.h"
#include "tests/support/fake_clock.h"

namespace cw::test {

class CodedUnitsSink final : public bus::CodedSink {
 public:
  void on_video(size_t rendition, const bus::CodedUnitPtr& unit) override {
    const std::scoped_lock lock(mutex_);  // one thread per rendition
    if (video.size() <= rendition) video.resize(rendition + 1);
    video[rendition].push_back(unit);
  }
  void on_audio(size_t track, const bus::CodedUnitPtr& unit) override {
    const std::scoped_lock lock(mutex_);
    if (audio.size() <= track) audio.resize(track + 1);
    audio[track].push_back(unit);
  }
  std::vector<std::vector<bus::CodedUnitPtr>> video;
  std::vector<std::vector<bus::CodedUnitPtr>> audio;

 private:
  std::mutex mutex_;
};

/// `line` holds 8-bit values; a deeper frame gets them at its own scale.
inline void write_line(const bus::VideoFrame& frame, uint8_t* out, const std::vector<uint16_t>& line) {
  for (size_t x = 0; x < line.size(); ++x) {
    if (frame.bytes_per_sample() == 1) {
      out[x] = static_cast<uint8_t>(line[x]);
    } else {
      const auto word = static_cast<uint16_t>(line[x] << 2);
      std::memcpy(out + 2 * x, &word, sizeof(word));
    }
  }
}

/// A smooth picture whose luma also carries the frame's index: the whole upper half is 16 + 2 × (index mod 100).
inline void paint_index(bus::VideoFrame& frame) {
  const auto level = static_cast<uint16_t>(16 + 2 * (frame.index % 100));
  std::vector<uint16_t> line;
  for (size_t p = 0; p < bus::VideoFrame::kPlaneCount; ++p) {
    const bus::Plane& plane = frame.planes[p];
    const size_t width = frame.plane_width(p);
    for (size_t y = 0; y < frame.format.height; ++y) {
      const bool upper = y < frame.format.height / size_t{2};
      line.assign(width, p != 0 ? uint16_t{128} : level);
      for (size_t x = 0; p == 0 && !upper && x < width; ++x) line[x] = static_cast<uint16_t>(40 + ((x + y) >> 2));
      write_line(frame, plane.data + y * plane.stride_bytes, line);
    }
  }
}

/// What paint_index() painted, read from a decoded upper half.
inline int64_t index_shown(const std::vector<uint8_t>& luma, size_t width) {
  return (luma[luma.size() / 4 + width / 2] - 16 + 1) / 2;
}

class ChannelHarness {
 public:
  static constexpr int64_t kStart = 85'000'000'000;  // an index of 50 Hz in 2023, a multiple of 100
  using Painter = std::function<void(bus::VideoFrame&)>;

  explicit ChannelHarness(const bridge::ChannelConfig& config, size_t video_inputs = 1, size_t audio_inputs = 1)
      : config_(config), audio_pool_(4096), anc_pool_(32) {
    bridge::ChannelInputs inputs;
    for (size_t i = 0; i < video_inputs; ++i) inputs.video.push_back(make(video_rings_));
    for (size_t i = 0; i < audio_inputs; ++i) inputs.audio.push_back(make(audio_rings_));
    inputs.anc = &anc_ring_;
    channel = std::move(bridge::Channel::create(config, std::move(inputs), clock).value());
    channel->add_sink(sink);
  }
  ~ChannelHarness() { channel->stop(); }

  /// A frame of `input` as its receiver would publish it.
  bus::VideoLease frame(const bus::VideoFormat& format, int64_t index) {
    bus::VideoLease lease = video_pool_.try_lease();
    if (!lease) return lease;
    lease->prepare(format);
    lease->index = index;
    lease->tai = format.rate.time_of(index);
    lease->locked = true;
    lease->complete = true;
    paint_index(*lease);
    return lease;
  }
  bool push(bus::VideoLease lease, size_t input = 0) { return video_rings_[input]->try_push(std::move(lease)); }

  bus::AudioLease block(const bus::AudioFormat& format, int64_t first_sample, uint32_t samples,
                        const std::function<double(int64_t)>& wave) {
    bus::AudioLease lease = audio_pool_.try_lease();
    if (!lease) return lease;
    lease->prepare(format, samples);
    lease->first_sample = first_sample;
    lease->tai = format.rate.time_of(first_sample);
    lease->locked = true;
    lease->discontinuity = false;
    for (uint32_t s = 0; s < samples; ++s) {
      const auto value = static_cast<int32_t>(wave(first_sample + s) * 2147483000.0);
      for (uint16_t c = 0; c < format.channels; ++c) lease->data[size_t{s} * format.channels + c] = value;
    }
    return lease;
  }
  bool push(bus::AudioLease lease, size_t input = 0) { return audio_rings_[input]->try_push(std::move(lease)); }

  bus::AncLease anc() { return anc_pool_.try_lease(); }
  bool push(bus::AncLease lease) { return anc_ring_.try_push(std::move(lease)); }

  /// Runs output frames first … first + count − 1; `before` is called before each with its index, at the time when a receiver has just
  /// finished that frame.
  void run(int64_t first, int64_t count, const std::function<void(int64_t)>& before) {
    for (int64_t k = first; k < first + count; ++k) {
      clock.set(config_.rate.time_of(k + 1));
      before(k);
      channel->step(clock.now());
    }
  }
  /// Lets the playout delay pass.
  void run_out() {
    const TaiTime end = clock.now() + config_.delay + config_.rate.period() * 2;
    while (clock.now() < end) {
      clock.advance(config_.rate.period());
      channel->step(clock.now());
    }
  }

  FakeClock clock;
  CodedUnitsSink sink;
  std::unique_ptr<bridge::Channel> channel;
  [[nodiscard]] size_t frames_leased() const { return video_pool_.leased(); }

 private:
  template <typename T>
  static SpscRing<T>* make(std::vector<std::unique_ptr<SpscRing<T>>>& rings) {
    return rings.emplace_back(std::make_unique<SpscRing<T>>(256)).get();
  }
  bridge::ChannelConfig config_;
  bus::VideoPool video_pool_{64};
  bus::AudioPool audio_pool_;
  bus::AncPool anc_pool_;
  std::vector<std::unique_ptr<SpscRing<bus::VideoLease>>> video_rings_;
  std::vector<std::unique_ptr<SpscRing<bus::AudioLease>>> audio_rings_;
  SpscRing<bus::AncLease> anc_ring_{64};
};

inline bridge::ChannelConfig small_channel() {
  bridge::ChannelConfig config;
  config.id = "one";
  config.name = "One";
  config.rate = FrameRate::hz(50);
  config.ladder = {{.id = "large", .width = 320, .height = 180, .bitrate_kbps = 800},
                   {.id = "small", .width = 160, .height = 90, .bitrate_kbps = 200}};
  return config;
}

inline bus::VideoFormat small_format(FrameRate rate = FrameRate::hz(50)) {
  return {.width = 384, .height = 216, .rate = rate, .sampling = bus::Sampling::kYCbCr422, .depth = 10};
}

}  // namespace cw::test
