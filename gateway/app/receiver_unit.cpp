#include "gateway/app/receiver_unit.h"

#include <algorithm>
#include <utility>

#include "gateway/core/log.h"

namespace cw::app {
namespace {

/// An old sender from which nothing has come for so long (and the hold time) has gone.
constexpr Duration kLastFrame = std::chrono::milliseconds(40);
/// No live sender is later than this.
constexpr Duration kLatestFrame = std::chrono::milliseconds(250);
/// A cut this far ahead was made by a time that is no longer in force.
constexpr Duration kFarAhead = std::chrono::seconds(2);

std::optional<FrameRate> rate_of(const config::ReceiverConfig& config) {
  if (config.essence == config::Essence::kVideo) return config.video->rate;
  if (config.essence == config::Essence::kAnc) return config.anc->rate;
  return std::nullopt;
}

Error named(const std::string& id, const Error& error) {
  return {error.fault, "receiver " + id + ": " + error.message};
}

}  // namespace

Expected<std::unique_ptr<ReceiverUnit>> ReceiverUnit::create(const config::ReceiverConfig& config,
                                                             size_t consumer_frames, Engine& engine) {
  auto unit = std::unique_ptr<ReceiverUnit>(new ReceiverUnit(config, engine));
  if (config.parked()) return unit;
  auto reception = unit->make(config, consumer_frames);
  if (!reception) return std::unexpected(reception.error());
  unit->current_ = std::move(*reception);
  return unit;
}

ReceiverUnit::~ReceiverUnit() { stop(); }

Expected<std::unique_ptr<Reception>> ReceiverUnit::make(const config::ReceiverConfig& config, size_t consumer_frames) {
  auto made =
      Reception::create(config, consumer_frames, {.video = video, .audio = audio, .anc = anc}, engine_, current_.get());
  if (!made) return std::unexpected(named(config.id, made.error()));
  return made;
}

Expected<void> ReceiverUnit::start() {
  if (!current_) return {};
  current_->open_gate();
  if (auto started = current_->start(); !started) return std::unexpected(named(config_.id, started.error()));
  return {};
}

void ReceiverUnit::stop() {
  later_.reset();
  cut_.reset();
  if (next_) next_->stop();
  if (current_) current_->stop();
}

Expected<bool> ReceiverUnit::move_to(const config::ReceiverConfig& wanted, size_t consumer_frames) {
  if (wanted == wanted_) return false;
  if (cut_) {
    later_ = Later{.config = wanted, .consumer_frames = consumer_frames};
    wanted_ = wanted;
    return true;
  }
  auto begun = begin(wanted, consumer_frames);
  if (begun) wanted_ = wanted;
  return begun;
}

Expected<bool> ReceiverUnit::begin(const config::ReceiverConfig& wanted, size_t consumer_frames) {
  if (wanted == config_ || wanted.parked()) {
    next_.reset();
    if (wanted.parked()) current_.reset();
    config_ = wanted;
    return false;
  }
  auto made = make(wanted, consumer_frames);
  if (!made) return std::unexpected(made.error());
  if (!current_) (*made)->open_gate();
  if (auto started = (*made)->start(); !started) return std::unexpected(named(wanted.id, started.error()));
  next_ = std::move(*made);
  if (current_) return true;
  settle();
  return false;
}

std::optional<FrameRate> ReceiverUnit::frame_rate() const {
  if (!next_) return std::nullopt;
  const auto before = rate_of(config_);
  const auto after = rate_of(next_->config());
  return before && after && before->period() > after->period() ? before : after;
}

void ReceiverUnit::commit(TaiTime cut) {
  if (!next_ || cut_) return;
  cut_ = cut;
  units_before_ = 0;
  next_->take_over(*current_, cut);
}

MoveState ReceiverUnit::complete(TaiTime now) {
  if (!next_ || !cut_) return MoveState::kDone;
  if (!next_->on_air()) {
    if (is_overdue(now)) current_->finish();
    return MoveState::kUnderWay;
  }
  cut_.reset();
  settle();
  if (!later_) return MoveState::kDone;
  const Later later = *std::exchange(later_, std::nullopt);
  const auto begun = begin(later.config, later.consumer_frames);
  if (begun) return *begun ? MoveState::kAgain : MoveState::kDone;
  log_error("receiver", begun.error().message);
  wanted_ = config_;
  return MoveState::kDone;
}

/// The old sender's last frame before the cut has not come and will not.
bool ReceiverUnit::is_overdue(TaiTime now) {
  if (const uint64_t units = current_->units(); units != units_before_) {
    units_before_ = units;
    last_unit_ = now;
  }
  if (now > *cut_ + kLatestFrame || *cut_ - now > kFarAhead) return true;
  return now > std::max(*cut_, last_unit_) + current_->hold() + kLastFrame;
}

/// The next one is the current one now; what was before is left.
void ReceiverUnit::settle() {
  current_ = std::move(next_);
  config_ = current_->config();
  ++moves_;
}

const rtp::MergeStatistics& ReceiverUnit::legs() const {
  static const rtp::MergeStatistics kNone{};
  return current_ ? current_->legs() : kNone;
}

const rtp::MediaTimeStatistics& ReceiverUnit::media_time() const {
  static const rtp::MediaTimeStatistics kNone{};
  return current_ ? current_->media_time() : kNone;
}

}  // namespace cw::app
