#include "gateway/bridge/coding/rendition_encoder.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "gateway/bridge/coding/thread_setup.h"
#include "gateway/core/log.h"

namespace cw::bridge {
namespace {

/// Encoders give way to the conform stage, audio and packet workers.
constexpr int kEncoderNice = 2;
/// What stop() may spend on frames that still wait.
constexpr auto kDrainTime = std::chrono::milliseconds{200};
constexpr int64_t kMilli = 1000;

Duration elapsed_since(std::chrono::steady_clock::time_point start) { return std::chrono::steady_clock::now() - start; }

}  // namespace

Expected<std::unique_ptr<RenditionEncoder>> RenditionEncoder::create(const H264EncoderConfig& config,
                                                                     const Context& context) {
  auto encoder = H264Encoder::create(config);
  if (!encoder) return std::unexpected(encoder.error());
  return std::unique_ptr<RenditionEncoder>(new RenditionEncoder(std::move(*encoder), config, context));
}

RenditionEncoder::RenditionEncoder(H264Encoder encoder, const H264EncoderConfig& config, const Context& context)
    : encoder_(std::move(encoder)),
      config_(config),
      context_(context),
      queue_(kEncoderQueueFrames),
      rate_(config.rate) {}

RenditionEncoder::~RenditionEncoder() = default;

void RenditionEncoder::offer(EncoderInput input) {
  opened_ = opened_ || input.opens_gop;
  if (!opened_) return;
  frames_in_.add();
  if (const size_t dropped = queue_.push(std::move(input)); dropped != 0) lag_drops_.add(dropped);
}

void RenditionEncoder::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void RenditionEncoder::request_stop() { thread_.request_stop(); }

void RenditionEncoder::stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  finish();
}

void RenditionEncoder::run(const std::stop_token& stop) {
  set_up_thread(fmt::format("enc-{}", config_.rendition.id), kEncoderNice);
  while (auto input = queue_.pop(stop)) encode(*input);
}

void RenditionEncoder::step() {
  while (auto input = queue_.try_pop()) encode(*input);
}

void RenditionEncoder::finish() {
  if (std::exchange(finished_, true)) return;
  const auto start = std::chrono::steady_clock::now();
  while (auto input = queue_.try_pop()) {
    if (elapsed_since(start) < kDrainTime) encode(*input);
  }
  if (auto flushed = encoder_.flush(ready_); !flushed) fail(flushed.error());
  deliver();
}

void RenditionEncoder::encode(const EncoderInput& input) {
  const auto start = std::chrono::steady_clock::now();
  if (auto encoded = encoder_.encode(input, ready_); !encoded) {
    fail(encoded.error());
    failed_.add();
  } else {
    failing_ = false;
  }
  encode_time_.add(elapsed_since(start));
  deliver();
}

void RenditionEncoder::fail(const Error& error) {
  if (!std::exchange(failing_, true)) log_error(fmt::format("rendition {}", config_.rendition.id), error.message);
}

void RenditionEncoder::deliver() {
  for (const bus::CodedUnitPtr& unit : ready_) {
    frames_out_.add();
    if (unit->key) key_frames_.add();
    octets_.add(unit->data.size());
    rate_.add(unit->pts, unit->data.size());
    lag_.add(context_.clock.now() - (config_.rate.time_of(unit->pts) + context_.delay));
    for (bus::CodedSink* sink : context_.sinks) sink->on_video(context_.position, unit);
  }
  ready_.clear();
}

RenditionStatistics RenditionEncoder::statistics() const {
  return {.id = config_.rendition.id,
          .frames_in = frames_in_.get(),
          .frames_out = frames_out_.get(),
          .frames_dropped = lag_drops_.get() + failed_.get(),
          .key_frames = key_frames_.get(),
          .octets = octets_.get(),
          .queued = queue_.size(),
          .encode_ns = encode_time_.get(),
          .lag_ns = lag_.get(),
          .bitrate_bps = rate_.bits_per_second(),
          .millifps = rate_.units_per_second() * kMilli};
}

}  // namespace cw::bridge
