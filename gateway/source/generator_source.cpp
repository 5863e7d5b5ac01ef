#include "gateway/source/generator_source.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "gateway/core/set_back.h"
#include "gateway/source/anc_generator.h"
#include "gateway/source/bars.h"
#include "gateway/source/tone.h"

namespace cw::source {
namespace {

/// When a unit is this late it is left out: then the next one is made for its own time, without a burst.
constexpr Duration kMaxLateness = std::chrono::milliseconds(100);
constexpr Duration kLongestSleep = std::chrono::milliseconds(20);  // so that stop() is quick

/// Which unit of a rate comes next. Units are numbered from the TAI epoch.
class Pace {
 public:
  Pace(Rate rate, int64_t step, Duration lead) : rate_(rate), step_(step), lead_(lead) {}

  /// When the next unit is to be made.
  [[nodiscard]] TaiTime due() const { return next_ ? rate_.time_of(*next_) - lead_ : TaiTime{}; }

  /// The first unit to make at `now`; nullopt when none is due. `skipped` is told how many were given up.
  std::optional<int64_t> take(TaiTime now, Counter& skipped) {
    if (set_back_.noticed(now) || !next_) next_ = first_from(now + lead_);
    if (now < due()) return std::nullopt;
    if (rate_.time_of(*next_) + kMaxLateness < now) {
      const int64_t current = first_from(now);
      skipped.add(static_cast<uint64_t>((current - *next_) / step_));
      next_ = current;
    }
    return std::exchange(next_, *next_ + step_);
  }

 private:
  [[nodiscard]] int64_t first_from(TaiTime time) const {
    const int64_t index = rate_.index_at(time);
    const int64_t at_or_after = rate_.time_of(index) < time ? index + 1 : index;
    return static_cast<int64_t>(ceil_div(at_or_after, step_)) * step_;
  }

  Rate rate_;
  int64_t step_;  // units made at once: the samples of an audio block
  Duration lead_;
  std::optional<int64_t> next_;
  SetBack set_back_;
};

/// Pool, generator and pace of one essence.
template <typename Lease, typename Pool, typename Generator>
struct Track {
  Pool pool;
  Generator generator;
  Pace pace;
  bus::Output<Lease>* output;
};
using VideoTrack = Track<bus::VideoLease, bus::VideoPool, Bars>;
using AudioTrack = Track<bus::AudioLease, bus::AudioPool, Tone>;
using AncTrack = Track<bus::AncLease, bus::AncPool, AncGenerator>;

}  // namespace

class GeneratorSource::Tracks {
 public:
  [[nodiscard]] static Expected<std::unique_ptr<Tracks>> create(const GeneratorConfig& config,
                                                                GeneratorOutputs outputs) {
    auto tracks = std::make_unique<Tracks>();
    if (config.video && outputs.video != nullptr) {
      auto added = tracks->add_video(config, *outputs.video);
      if (!added) return std::unexpected(added.error());
    }
    if (config.audio && outputs.audio != nullptr) {
      auto added = tracks->add_audio(config, *outputs.audio);
      if (!added) return std::unexpected(added.error());
    }
    if (config.anc && outputs.anc != nullptr) {
      auto added = tracks->add_anc(config, *outputs.anc);
      if (!added) return std::unexpected(added.error());
    }
    return tracks;
  }

  TaiTime step(TaiTime now) {
    TaiTime next = now + kLongestSleep;
    if (audio_) {
      step_audio(now);
      next = std::min(next, audio_->pace.due());
    }
    if (anc_) {
      step_anc(now);
      next = std::min(next, anc_->pace.due());
    }
    if (video_) {
      step_video(now);
      next = std::min(next, video_->pace.due());
    }
    return next;
  }

  GeneratorStatistics statistics;

 private:
  Expected<void> add_video(const GeneratorConfig& config, bus::Output<bus::VideoLease>& output) {
    auto bars = Bars::create({.format = *config.video, .ident = config.name});
    if (!bars) return std::unexpected(bars.error());
    video_ = std::make_unique<VideoTrack>(bus::VideoPool(config.pool_frames), std::move(*bars),
                                          Pace(config.video->rate, 1, config.lead), &output);
    // Every frame is drawn once now, so that none costs more than its moving part on air.
    video_->pool.for_each([&](bus::VideoFrame& frame) {
      frame.prepare(*config.video);
      video_->generator.render(frame, 0);
    });
    return {};
  }

  Expected<void> add_audio(const GeneratorConfig& config, bus::Output<bus::AudioLease>& output) {
    if (config.audio_block_samples == 0 || config.audio_block_samples > bus::kMaxBlockSamples) {
      return input_error("audio blocks hold 1 to " + std::to_string(bus::kMaxBlockSamples) + " samples");
    }
    auto tone = Tone::create({.format = *config.audio});
    if (!tone) return std::unexpected(tone.error());
    block_samples_ = config.audio_block_samples;
    audio_ = std::make_unique<AudioTrack>(bus::AudioPool(config.pool_blocks), std::move(*tone),
                                          Pace(config.audio->rate, block_samples_, config.lead), &output);
    audio_->pool.for_each([&](bus::AudioBlock& block) { block.prepare(*config.audio, block_samples_); });
    return {};
  }

  Expected<void> add_anc(const GeneratorConfig& config, bus::Output<bus::AncLease>& output) {
    AncGeneratorConfig anc;
    anc.rate = config.video ? config.video->rate : config.anc_rate;
    anc.interlaced = config.video && config.video->scan == bus::Scan::kInterlaced;
    anc.ident = config.name;
    anc.timecode = config.timecode;
    anc.captions = config.captions;
    anc.breaks = config.scte104;
    auto generator = AncGenerator::create(anc);
    if (!generator) return std::unexpected(generator.error());
    anc_interlaced_ = anc.interlaced;
    anc_ = std::make_unique<AncTrack>(bus::AncPool(config.pool_frames * 2), std::move(*generator),
                                      Pace(anc.rate, 1, config.lead), &output);
    return {};
  }

  void step_video(TaiTime now) {
    const auto index = video_->pace.take(now, statistics.skipped_frames);
    if (!index) return;
    auto lease = video_->pool.try_lease();
    if (!lease) {
      statistics.starved.add();
      return;
    }
    video_->generator.render(*lease, *index);
    statistics.video_frames.add();
    video_->output->publish(std::move(lease));
  }

  void step_audio(TaiTime now) {
    while (const auto first = audio_->pace.take(now, statistics.skipped_blocks)) {
      auto lease = audio_->pool.try_lease();
      if (!lease) {
        statistics.starved.add();
        continue;
      }
      lease->samples = block_samples_;
      audio_->generator.render(*lease, *first);
      statistics.audio_blocks.add();
      audio_->output->publish(std::move(lease));
    }
  }

  void step_anc(TaiTime now) {
    const auto index = anc_->pace.take(now, statistics.skipped_frames);
    if (!index) return;
    if (!anc_interlaced_) {
      publish_anc(*index, bus::AncField::kProgressive);
      return;
    }
    publish_anc(*index, bus::AncField::kFirst);
    publish_anc(*index, bus::AncField::kSecond);
  }

  void publish_anc(int64_t index, bus::AncField field) {
    auto lease = anc_->pool.try_lease();
    if (!lease) {
      statistics.starved.add();
      return;
    }
    anc_->generator.render(*lease, index, field);
    statistics.anc_frames.add();
    anc_->output->publish(std::move(lease));
  }

  std::unique_ptr<VideoTrack> video_;
  std::unique_ptr<AudioTrack> audio_;
  std::unique_ptr<AncTrack> anc_;
  uint32_t block_samples_ = 0;
  bool anc_interlaced_ = false;
};

GeneratorSource::GeneratorSource(std::unique_ptr<Tracks> tracks, const MediaClock& clock)
    : tracks_(std::move(tracks)), clock_(clock) {}

GeneratorSource::~GeneratorSource() { stop(); }

Expected<std::unique_ptr<GeneratorSource>> GeneratorSource::create(const GeneratorConfig& config,
                                                                   GeneratorOutputs outputs, const MediaClock& clock) {
  auto tracks = Tracks::create(config, outputs);
  if (!tracks) return std::unexpected(tracks.error());
  return std::unique_ptr<GeneratorSource>(new GeneratorSource(std::move(*tracks), clock));
}

void GeneratorSource::start() {
  running_.store(true, std::memory_order_relaxed);  // nothing but the flag itself passes to the thread, here and below
  thread_ = std::thread([this] { run(); });
}

void GeneratorSource::stop() {
  running_.store(false, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
}

TaiTime GeneratorSource::step(TaiTime now) { return tracks_->step(now); }

void GeneratorSource::run() {
  while (running_.load(std::memory_order_relaxed)) {
    const TaiTime next = step(clock_.now());
    const Duration wait = std::min(next - clock_.now(), kLongestSleep);
    if (wait > Duration{0}) std::this_thread::sleep_for(wait);
  }
}

const GeneratorStatistics& GeneratorSource::statistics() const { return tracks_->statistics; }

}  // namespace cw::source
