#include "gateway/bridge/conform/conform_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "gateway/bridge/conform/slate.h"
#include "gateway/core/log.h"

namespace cw::bridge {
namespace {

/// After a stall of up to this long every missed frame is made up (as a repeat); after a longer one only GOP openers are.
constexpr Duration kMakeUp = std::chrono::milliseconds{400};
/// Beyond this the clock was set rather than the machine stalled: nothing is made up.
constexpr Duration kClockStep = std::chrono::seconds{10};

std::vector<PictureSize> sizes_of(const ChannelConfig& config) {
  std::vector<PictureSize> sizes;
  for (const RenditionConfig& rendition : config.ladder) sizes.push_back({rendition.width, rendition.height});
  return sizes;
}

}  // namespace

ConformStage::ConformStage(const ChannelConfig& config, int64_t gop_frames,
                           const std::vector<SpscRing<bus::VideoLease>*>& inputs, SpscRing<bus::AncLease>* anc,
                           const Encoders& encoders)
    : config_(config),
      gop_frames_(gop_frames),
      log_name_(fmt::format("channel {}", config.id)),
      encoders_(encoders),
      first_picture_wait_(input_switch_config(config).slate_after),
      switch_(input_switch_config(config), inputs.size()),
      captions_(anc, config.rate),
      scaler_(sizes_of(config)),
      has_picture_(inputs.size(), 0) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    inputs_.push_back(
        std::make_unique<VideoInput>(*inputs[i], config, fmt::format("{} video input {}", log_name_, i + 1)));
  }
  if (!inputs_.empty()) inputs_[0]->set_active(true);
  for (const RenditionConfig& rendition : config.ladder) {
    PicturePool& pool = pools_.emplace_back(kPicturesPerRendition);
    pool.for_each([&](Picture& picture) { picture.prepare(rendition.width, rendition.height); });
    slate_pictures_.push_back(pool.try_lease());
    paint_slate(config.name.empty() ? config.id : config.name, *slate_pictures_.back());
  }
  shown_ = slate_pictures_;
  slate_.set(1);
}

TaiTime ConformStage::next_due() const {
  return next_index_ == INT64_MIN ? TaiTime{} : config_.rate.time_of(next_index_) + config_.delay;
}

void ConformStage::step(TaiTime now) {
  follow_clock(now);
  for (const auto& input : inputs_) input->drain(now);
  captions_.drain();
  while (next_due() <= now) make_frame(next_index_++);
}

void ConformStage::follow_clock(TaiTime now) {
  const int64_t due = config_.rate.index_at(now - config_.delay);
  if (next_index_ == INT64_MIN || now - next_due() > kClockStep || next_due() - now > kClockStep) {
    next_index_ = due + 1;
    return;
  }
  if (now - next_due() <= kMakeUp) return;
  for (; next_index_ < due; ++next_index_) {
    if (opens_gop(next_index_)) {
      offer(next_index_, {});
      frames_.add();
      repeated_.add();
    } else {
      skipped_.add();
    }
  }
}

void ConformStage::make_frame(int64_t index) {
  const InputSwitch::OnAir on_air = choose(index);
  if (still_to_begin(on_air.slate)) return;
  show(on_air);
  const CaptionTriplets captions = captions_.take(index, on_air.slate);
  offer(index, captions);
  frames_.add();
}

// The channel opens with a picture where one comes soon, rather than with a moment of slate.
bool ConformStage::still_to_begin(bool slate) {
  begun_ = begun_ || !slate || inputs_.empty() || ++waited_ > first_picture_wait_;
  return !begun_;
}

InputSwitch::OnAir ConformStage::choose(int64_t index) {
  for (size_t i = 0; i < inputs_.size(); ++i) has_picture_[i] = inputs_[i]->select(index) ? 1 : 0;
  const InputSwitch::OnAir on_air = switch_.on_frame(has_picture_);
  for (size_t i = 0; i < inputs_.size(); ++i) {
    inputs_[i]->set_alive(switch_.alive(i));
    inputs_[i]->set_active(i == on_air.input);
  }
  return on_air;
}

void ConformStage::show(const InputSwitch::OnAir& on_air) {
  note_slate(on_air.slate);
  if (on_air.slate) {
    show_slate();
    return;
  }
  const VideoInput& input = *inputs_[on_air.input];
  const bool has_picture = has_picture_[on_air.input] != 0;
  const bool other_picture = input.has_shown() && (input.fresh() || (has_picture && shown_input_ != &input));
  if (other_picture && scale(input.shown())) {
    shown_input_ = &input;
  } else if (has_picture && !other_picture) {
    rate_repeated_.add();
  } else {
    repeated_.add();
  }
}

void ConformStage::show_slate() {
  slate_frames_.add();
  shown_input_ = nullptr;
  shown_ = slate_pictures_;
}

void ConformStage::note_slate(bool slate) {
  if (slate == on_slate()) return;
  slate_.set(slate ? 1 : 0);
  if (slate) {
    log_warning(log_name_, "no picture from any input: the slate is on air");
  } else {
    log_info(log_name_, "pictures are back: the slate is off air");
  }
}

bool ConformStage::scale(const SourcePicture& picture) {
  const auto start = std::chrono::steady_clock::now();
  Ladder made;
  for (PicturePool& pool : pools_) {
    made.push_back(pool.try_lease());
    if (!made.back()) return false;  // an encoder hangs and holds them all: it gets the last picture
  }
  scaler_.scale(picture, made);
  shown_ = std::move(made);
  scale_time_.add(std::chrono::steady_clock::now() - start);
  return true;
}

void ConformStage::offer(int64_t index, const CaptionTriplets& captions) {
  for (size_t r = 0; r < encoders_.size(); ++r) {
    encoders_[r]->offer({.picture = shown_[r], .index = index, .opens_gop = opens_gop(index), .captions = captions});
  }
}

bool ConformStage::opens_gop(int64_t index) const { return floor_div(index, gop_frames_) * gop_frames_ == index; }

void ConformStage::clear() {
  for (const auto& input : inputs_) input->clear();
  captions_.drain();
}

void ConformStage::fill(ChannelStatistics& out) const {
  out.frames_out = frames_.get();
  out.frames_repeated = repeated_.get();
  out.frames_rate_repeated = rate_repeated_.get();
  out.frames_slate = slate_frames_.get();
  out.frames_skipped = skipped_.get();
  out.on_slate = on_slate();
  out.conform_ns = scale_time_.get();
  for (const auto& input : inputs_) out.video_inputs.push_back(input->statistics());
  out.captions = captions_.statistics();
}

}  // namespace cw::bridge
