#include "gateway/bridge/ts_muxer.h"

#include <fmt/format.h>

#include <mutex>
#include <optional>
#include <utility>

#include "gateway/bridge/coding/av_log.h"
#include "gateway/bridge/ts/ts_rate.h"
#include "gateway/bridge/ts/ts_session.h"
#include "gateway/core/log.h"

namespace cw::bridge {
namespace {

/// A longer gap in the video starts the time line anew instead of being filled with null packets.
constexpr int64_t kMaxGapTicks = 90'000;

Expected<void> check(const TsMuxerConfig& config, const bus::CodecParameters& video,
                     const std::vector<bus::CodecParameters>& audio) {
  if (video.kind != bus::CodecKind::kH264) return input_error("TS muxer: the video parameters are not H.264");
  for (const bus::CodecParameters& track : audio) {
    if (track.kind != bus::CodecKind::kAac) return input_error("TS muxer: the audio parameters are not AAC");
  }
  if (config.muxrate_bps != 0 && config.muxrate_bps < video.bandwidth_bps) {
    return input_error(
        fmt::format("TS muxer: muxrate {} b/s is less than the video's peak of {} b/s; at least {} is needed",
                    config.muxrate_bps, video.bandwidth_bps, muxrate_for(video, audio)));
  }
  if (config.buffer < std::chrono::milliseconds{50} || config.buffer > std::chrono::seconds{5}) {
    return input_error("TS muxer: buffer must be 50 ms to 5 s");
  }
  return {};
}

}  // namespace

class TsMuxer::Parts {
 public:
  Parts(TsSessionSetup setup, bus::Output<bus::MuxedChunk>& output)
      : setup_(std::move(setup)), last_dts_(1 + setup_.audio.size()), output_(output) {}

  void on_unit(size_t stream, const bus::CodedUnit& unit);
  void flush();
  [[nodiscard]] const TsMuxerConfig& config() const { return setup_.config; }
  [[nodiscard]] size_t audio_tracks() const { return setup_.audio.size(); }
  [[nodiscard]] TsMuxerStatistics statistics() const {
    const std::scoped_lock lock(mutex_);
    return statistics_;
  }

 private:
  [[nodiscard]] int64_t ticks_of(size_t stream, int64_t events) const;
  [[nodiscard]] bool is_jump(int64_t dts) const;
  bool ready_for(size_t stream, const bus::CodedUnit& unit, int64_t dts);
  void open(int64_t dts);
  void close();
  void fail(const Error& error);

  const TsSessionSetup setup_;
  mutable std::mutex mutex_;  // FFmpeg's muxer takes one thread at a time; video and audio come from two
  std::unique_ptr<TsSession> session_;
  std::vector<std::optional<int64_t>> last_dts_;  ///< of the session, by stream
  int64_t opened_at_ = 0;                         ///< dts of the IDR that opened the session
  bool ever_opened_ = false;
  bool failing_ = false;
  TsMuxerStatistics statistics_;
  bus::Output<bus::MuxedChunk>& output_;
};

int64_t TsMuxer::Parts::ticks_of(size_t stream, int64_t events) const {
  return (stream == 0 ? setup_.video : setup_.audio[stream - 1]).time_base.rescale(events, kVideoClock);
}

void TsMuxer::Parts::on_unit(size_t stream, const bus::CodedUnit& unit) {
  const std::scoped_lock lock(mutex_);
  const int64_t dts = ticks_of(stream, unit.dts);
  if (!ready_for(stream, unit, dts)) {
    ++statistics_.skipped_units;
    return;
  }
  if (dts < session_->clock_ticks()) ++statistics_.late_units;
  last_dts_[stream] = dts;
  ++statistics_.units;
  if (auto written = session_->write(stream, unit); !written) {
    fail(written.error());
  } else {
    failing_ = false;
  }
}

/// Begins at an IDR, and anew at the next one after a jump of the video; audio from before the IDR is left out.
bool TsMuxer::Parts::ready_for(size_t stream, const bus::CodedUnit& unit, int64_t dts) {
  if (stream == 0 && session_ && is_jump(dts)) close();
  if (!session_) {
    if (stream != 0 || !unit.key) return false;
    open(dts);
    return session_ != nullptr;
  }
  const std::optional<int64_t> last = last_dts_[stream];
  return last ? dts > *last : dts >= opened_at_;
}

bool TsMuxer::Parts::is_jump(int64_t dts) const {
  return last_dts_[0] && (dts <= *last_dts_[0] || dts - *last_dts_[0] > kMaxGapTicks);
}

void TsMuxer::Parts::open(int64_t dts) {
  auto made = TsSession::create(setup_, dts, output_, statistics_);
  if (!made) {
    fail(made.error());
    return;
  }
  session_ = std::move(*made);
  opened_at_ = dts;
  if (std::exchange(ever_opened_, true)) ++statistics_.restarts;
}

void TsMuxer::Parts::close() {
  if (session_) session_->finish();
  session_.reset();
  for (auto& last : last_dts_) last.reset();
}

void TsMuxer::Parts::flush() {
  const std::scoped_lock lock(mutex_);
  close();
}

void TsMuxer::Parts::fail(const Error& error) {
  if (!std::exchange(failing_, true)) log_error("TS muxer", error.message);
}

Expected<std::unique_ptr<TsMuxer>> TsMuxer::create(TsMuxerConfig config, bus::CodecParameters video,
                                                   std::vector<bus::CodecParameters> audio,
                                                   bus::Output<bus::MuxedChunk>& output) {
  if (auto checked = check(config, video, audio); !checked) return std::unexpected(checked.error());
  route_av_log();
  if (config.muxrate_bps == 0) config.muxrate_bps = muxrate_for(video, audio);
  TsSessionSetup setup{.config = std::move(config), .video = std::move(video), .audio = std::move(audio)};
  return std::unique_ptr<TsMuxer>(new TsMuxer(std::make_unique<Parts>(std::move(setup), output)));
}

TsMuxer::TsMuxer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TsMuxer::~TsMuxer() = default;

void TsMuxer::on_video(size_t rendition, const bus::CodedUnitPtr& unit) {
  if (rendition == parts_->config().rendition) parts_->on_unit(0, *unit);
}

void TsMuxer::on_audio(size_t track, const bus::CodedUnitPtr& unit) {
  if (track < parts_->audio_tracks()) parts_->on_unit(1 + track, *unit);
}

void TsMuxer::flush() { parts_->flush(); }
uint64_t TsMuxer::muxrate_bps() const { return parts_->config().muxrate_bps; }
TsMuxerStatistics TsMuxer::statistics() const { return parts_->statistics(); }

}  // namespace cw::bridge
