#include "gateway/bridge/conform/video_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/core/log.h"

namespace cw::bridge {
namespace {

bool is_usable(const bus::VideoFormat& format) {
  return format.sampling == bus::Sampling::kYCbCr422 && (format.depth == 8 || format.depth == 10) &&
         format.width >= 2 && format.height >= 2;
}

std::string text_of(const bus::VideoFormat& format) {
  const char* scan = format.scan == bus::Scan::kProgressive ? "p" : format.scan == bus::Scan::kPsf ? "psf" : "i";
  return fmt::format("{}x{}{} {}/{} {} bit", format.width, format.height, scan, format.rate.num(), format.rate.den(),
                     format.depth);
}

bool needs_deinterlacing(const bus::VideoFormat& format) { return format.scan == bus::Scan::kInterlaced; }

Duration delay_needed(const bus::VideoFormat& format) {
  // The frame itself, the next one for bwdif, and half a period for reception and filtering.
  return format.rate.period() * (needs_deinterlacing(format) ? 5 : 3) / 2;
}

}  // namespace

size_t synchroniser_capacity(Duration delay, FrameRate pictures) {
  return static_cast<size_t>(pictures.index_at(TaiTime::from_ns(std::max<int64_t>(0, delay.count())))) + 3;
}

VideoInput::VideoInput(SpscRing<bus::VideoLease>& ring, const ChannelConfig& config, std::string name)
    : ring_(ring),
      config_(config),
      name_(std::move(name)),
      synchroniser_(config.rate, synchroniser_capacity(config.delay, config.rate)) {
  locked_.set(1);
}

void VideoInput::drain(TaiTime now) {
  while (auto frame = ring_.try_pop()) accept(std::move(*frame), now);
  publish_counts();
}

void VideoInput::accept(bus::VideoLease frame, TaiTime now) {
  frames_in_.add();
  if (!is_usable(frame->format)) {
    unusable_.add();
    return;
  }
  if (frame->format != format_) note_format(frame->format);
  if (!frame->complete) incomplete_.add();
  locked_.set(frame->locked ? 1 : 0);
  margin_ns_.set((frame->tai + config_.delay - now).count());
  if (on_air_ && needs_deinterlacing(frame->format)) {
    accept_interlaced(std::move(frame));
  } else {
    synchroniser_.push(view_of(std::move(frame)));
  }
}

void VideoInput::accept_interlaced(bus::VideoLease frame) {
  if (!prepare_deinterlacer(frame->format)) {
    synchroniser_.push(view_of(std::move(frame)));  // combed is better than nothing
    return;
  }
  deinterlaced_.clear();
  if (auto pushed = deinterlacer_->push(std::move(frame), deinterlaced_); !pushed) {
    log_error(name_, pushed.error().message);
    deinterlacer_.reset();
  }
  for (SourcePicture& picture : deinterlaced_) synchroniser_.push(std::move(picture));
  deinterlaced_.clear();
}

bool VideoInput::prepare_deinterlacer(const bus::VideoFormat& format) {
  if (deinterlacer_ && deinterlacer_->takes(format)) return true;
  const bool more_pictures_wanted = config_.rate.period() < format.rate.period();
  auto made =
      Deinterlacer::create(format, more_pictures_wanted ? Deinterlacer::Pace::kFields : Deinterlacer::Pace::kFrames);
  if (!made) {
    log_error(name_, made.error().message);
    return false;
  }
  deinterlacer_.emplace(std::move(*made));
  return true;
}

void VideoInput::note_format(const bus::VideoFormat& format) {
  if (format_.width != 0) format_changes_.add();
  format_ = format;
  deinterlacer_.reset();
  const Rate fields = *Rate::create(format.rate.num() * 2, format.rate.den());
  synchroniser_.set_capacity(synchroniser_capacity(config_.delay, needs_deinterlacing(format) ? fields : format.rate));
  log_info(name_, "input format", {{"format", text_of(format)}});
  if (config_.delay < delay_needed(format)) {
    log_warning(name_, "the channel's delay is too short for this input: expect repeated frames",
                {{"delay_ms", fmt::format("{}", config_.delay.count() / 1'000'000)},
                 {"needed_ms", fmt::format("{}", delay_needed(format).count() / 1'000'000)}});
  }
  if (format.colorimetry != config_.colorimetry || format.transfer != bus::TransferCharacteristic::kSdr) {
    log_warning(name_,
                "the input's colorimetry or transfer differs from what the channel signals: colours are not converted");
  }
}

bool VideoInput::select(int64_t index) {
  const Shown shown = synchroniser_.select(index);
  fresh_ = shown == Shown::kFresh;
  if (fresh_) shown_ = synchroniser_.take();
  publish_counts();
  return shown != Shown::kMissing;
}

void VideoInput::set_active(bool active) {
  if (active == on_air_) return;
  on_air_ = active;
  active_.set(active ? 1 : 0);
  deinterlacer_.reset();
  if (!active) return;
  for (SourcePicture& picture : synchroniser_.take_waiting()) {
    if (picture.lease && needs_deinterlacing(picture.format)) {
      accept_interlaced(std::move(picture.lease));
    } else {
      synchroniser_.push(std::move(picture));
    }
  }
}

void VideoInput::clear() {
  while (ring_.try_pop()) {
  }
  (void)synchroniser_.take_waiting();
  deinterlacer_.reset();
  shown_ = {};
}

void VideoInput::publish_counts() {
  const SynchroniserCounts& counts = synchroniser_.counts();
  late_.set(counts.late);
  dropped_.set(counts.dropped);
  rate_dropped_.set(counts.rate_dropped);
}

VideoInputStatistics VideoInput::statistics() const {
  return {.frames_in = frames_in_.get(),
          .late = late_.get(),
          .dropped = dropped_.get(),
          .rate_dropped = rate_dropped_.get(),
          .unusable = unusable_.get(),
          .incomplete = incomplete_.get(),
          .format_changes = format_changes_.get(),
          .alive = alive_.get() != 0,
          .active = active_.get() != 0,
          .locked = locked_.get() != 0,
          .margin_ns = margin_ns_.get()};
}

}  // namespace cw::bridge
