#include "gateway/bridge/channel.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "gateway/bridge/audio/audio_track.h"
#include "gateway/bridge/channel_metrics.h"
#include "gateway/bridge/coding/av_log.h"
#include "gateway/bridge/coding/thread_setup.h"
#include "gateway/bridge/conform/conform_stage.h"

namespace cw::bridge {
namespace {

/// Rings are emptied at least this often between output frames.
/// What must be done every frame comes before what may lag: encoders have queues, the receivers' rings are short.
constexpr int kOnTimeNice = -8;
constexpr Duration kLongestSleep = std::chrono::milliseconds{5};

Expected<void> check(const ChannelConfig& config, const ChannelInputs& inputs) {
  const auto fault = [&](std::string_view what) {
    return input_error(fmt::format("channel '{}': {}", config.id, what));
  };
  if (config.ladder.empty()) return fault("the ladder needs at least one rendition");
  std::set<std::string> ids;
  for (const RenditionConfig& rendition : config.ladder) {
    if (!ids.insert(rendition.id).second) return fault(fmt::format("two renditions have the id '{}'", rendition.id));
  }
  if (config.delay < Duration::zero() || config.delay > std::chrono::seconds{10})
    return fault("delay must be 0 to 10 s");
  if (config.rate.period() < std::chrono::milliseconds{4}) return fault("rate must be at most 240 frames/s");
  if (Channel::gop_frames(config) < 1) return fault("gop must be at least one frame");
  const bool has_null = std::ranges::count(inputs.video, nullptr) + std::ranges::count(inputs.audio, nullptr) != 0;
  if (has_null) return fault("an input has no ring");
  return {};
}

}  // namespace

class Channel::Parts {
 public:
  Parts(ChannelConfig config, ChannelInputs inputs, const MediaClock& clock)
      : config_(std::move(config)), inputs_(std::move(inputs)), clock_(clock) {}

  Expected<void> open();
  void add_sink(bus::CodedSink& sink) { sinks_.push_back(&sink); }
  void start();
  void stop();
  void step(TaiTime now);
  void release_inputs();
  void route_audio(size_t track, const TrackRoute& route, TaiTime from);
  void drop_audio_input(const SpscRing<bus::AudioLease>& ring);
  [[nodiscard]] ChannelStatistics statistics() const;
  [[nodiscard]] const ConformStage& conform() const { return *conform_; }
  [[nodiscard]] const ConformStage::Encoders& encoders() const { return encoders_; }
  [[nodiscard]] const std::vector<std::unique_ptr<AudioTrack>>& audio() const { return audio_; }

 private:
  template <typename Work>
  void run(const std::stop_token& stop, Work&& work);
  void run_conform(const std::stop_token& stop);
  void run_audio(const std::stop_token& stop);

  const ChannelConfig config_;
  const ChannelInputs inputs_;
  const MediaClock& clock_;
  SinkList sinks_;
  ConformStage::Encoders encoders_;
  std::unique_ptr<ConformStage> conform_;
  std::vector<std::unique_ptr<AudioTrack>> audio_;
  std::mutex conform_mutex_;  // held for one step at a time: the stage's thread, or release_inputs()
  std::mutex audio_mutex_;
  bool stopped_ = false;
  std::jthread conform_thread_;
  std::jthread audio_thread_;
};

Expected<void> Channel::Parts::open() {
  const int64_t gop_frames = Channel::gop_frames(config_);
  for (size_t r = 0; r < config_.ladder.size(); ++r) {
    auto encoder = RenditionEncoder::create({.rendition = config_.ladder[r],
                                             .rate = config_.rate,
                                             .gop_frames = gop_frames,
                                             .colorimetry = config_.colorimetry},
                                            {.sinks = sinks_, .clock = clock_, .position = r, .delay = config_.delay});
    if (!encoder) return std::unexpected(encoder.error());
    encoders_.push_back(std::move(*encoder));
  }
  for (size_t t = 0; t < inputs_.audio.size(); ++t) {
    auto track = AudioTrack::create(config_, t, *inputs_.audio[t], sinks_);
    if (!track) return std::unexpected(track.error());
    audio_.push_back(std::move(*track));
  }
  conform_ = std::make_unique<ConformStage>(config_, gop_frames, inputs_.video, inputs_.anc, encoders_);
  return {};
}

void Channel::Parts::start() {
  for (const auto& encoder : encoders_) encoder->start();
  conform_thread_ = std::jthread([this](const std::stop_token& stop) { run_conform(stop); });
  if (!audio_.empty()) audio_thread_ = std::jthread([this](const std::stop_token& stop) { run_audio(stop); });
}

/// `work(now)` returns when it wants to be called again.
template <typename Work>
void Channel::Parts::run(const std::stop_token& stop, Work&& work) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    const TaiTime due = work(clock_.now());
    const Duration pause = std::clamp(due - clock_.now(), Duration{0}, kLongestSleep);
    woken.wait_for(lock, stop, pause, [] { return false; });
  }
}

void Channel::Parts::run_conform(const std::stop_token& stop) {
  set_up_thread(fmt::format("conf-{}", config_.id), kOnTimeNice);
  run(stop, [this](TaiTime now) {
    const std::scoped_lock lock(conform_mutex_);
    conform_->step(now);
    return conform_->next_due();
  });
}

void Channel::Parts::run_audio(const std::stop_token& stop) {
  set_up_thread(fmt::format("aud-{}", config_.id), kOnTimeNice);
  run(stop, [this](TaiTime now) {
    const std::scoped_lock lock(audio_mutex_);
    for (const auto& track : audio_) track->step(now);
    return now + kLongestSleep;
  });
}

void Channel::Parts::step(TaiTime now) {
  conform_->step(now);
  for (const auto& encoder : encoders_) encoder->step();
  for (const auto& track : audio_) track->step(now);
}

void Channel::Parts::stop() {
  if (std::exchange(stopped_, true)) return;
  conform_thread_.request_stop();
  audio_thread_.request_stop();
  for (const auto& encoder : encoders_) encoder->request_stop();
  if (conform_thread_.joinable()) conform_thread_.join();
  if (audio_thread_.joinable()) audio_thread_.join();
  for (const auto& encoder : encoders_) encoder->stop();
  for (const auto& track : audio_) track->finish();
  release_inputs();
}

void Channel::Parts::release_inputs() {
  {
    const std::scoped_lock lock(conform_mutex_);
    conform_->clear();
  }
  const std::scoped_lock lock(audio_mutex_);
  for (const auto& track : audio_) track->clear();
}

void Channel::Parts::route_audio(size_t track, const TrackRoute& route, TaiTime from) {
  const std::scoped_lock lock(audio_mutex_);
  audio_[track]->route(route, from);
}

void Channel::Parts::drop_audio_input(const SpscRing<bus::AudioLease>& ring) {
  const std::scoped_lock lock(audio_mutex_);
  for (const auto& track : audio_) track->drop_input(ring);
}

ChannelStatistics Channel::Parts::statistics() const {
  ChannelStatistics out;
  out.id = config_.id;
  conform_->fill(out);
  for (const auto& encoder : encoders_) out.renditions.push_back(encoder->statistics());
  for (const auto& track : audio_) out.audio_tracks.push_back(track->statistics());
  return out;
}

Expected<std::unique_ptr<Channel>> Channel::create(ChannelConfig config, ChannelInputs inputs,
                                                   const MediaClock& clock) {
  if (auto checked = check(config, inputs); !checked) return std::unexpected(checked.error());
  route_av_log();
  auto parts = std::make_unique<Parts>(std::move(config), std::move(inputs), clock);
  if (auto opened = parts->open(); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<Channel>(new Channel(std::move(parts)));
}

Channel::Channel(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Channel::~Channel() { stop(); }

size_t Channel::frames_held(const ChannelConfig& config, FrameRate input) {
  return synchroniser_capacity(config.delay, input) + kFramesHeldBesides;
}

int64_t Channel::gop_frames(const ChannelConfig& config) {
  return config.rate.nearest_index(TaiTime::from_ns(config.gop.count()));
}

void Channel::add_sink(bus::CodedSink& sink) { parts_->add_sink(sink); }

std::vector<bus::CodecParameters> Channel::video_parameters() const {
  std::vector<bus::CodecParameters> out;
  for (const auto& encoder : parts_->encoders()) out.push_back(encoder->parameters());
  return out;
}

size_t Channel::audio_tracks() const { return parts_->audio().size(); }
bus::CodecParameters Channel::audio_parameters(size_t track) const { return parts_->audio()[track]->parameters(); }

void Channel::release_inputs() { parts_->release_inputs(); }
void Channel::route_audio(size_t track, const TrackRoute& route, TaiTime from) {
  parts_->route_audio(track, route, from);
}
void Channel::drop_audio_input(const SpscRing<bus::AudioLease>& ring) { parts_->drop_audio_input(ring); }
void Channel::start() { parts_->start(); }
void Channel::stop() { parts_->stop(); }
void Channel::step(TaiTime now) { parts_->step(now); }
ChannelStatistics Channel::statistics() const { return parts_->statistics(); }
std::vector<MetricSample> Channel::metrics() const { return to_metrics(parts_->statistics()); }
bool Channel::on_slate() const { return parts_->conform().on_slate(); }

}  // namespace cw::bridge
