#include "gateway/bridge/picture/deinterlacer.h"

#include <fmt/format.h>

#include <utility>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/frame.h>
#include <libavutil/pixfmt.h>
}

namespace cw::bridge {
namespace {

/// Fields, whatever the pace: frames count in twos.
constexpr int64_t kFieldsPerFrame = 2;

void release_lease(void* opaque, uint8_t* /*data*/) { delete static_cast<bus::VideoLease*>(opaque); }

bool wrap(bus::VideoLease lease, AVFrame& frame) {
  const bus::VideoFrame& video = *lease;
  const bus::Plane& last = video.planes[2];
  const size_t size = static_cast<size_t>(last.data - video.planes[0].data) + last.stride_bytes * video.format.height;
  uint8_t* const memory = video.planes[0].data;
  for (size_t p = 0; p < 3; ++p) {
    frame.data[p] = video.planes[p].data;
    frame.linesize[p] = static_cast<int>(video.planes[p].stride_bytes);
  }
  frame.width = video.format.width;
  frame.height = video.format.height;
  frame.format = video.format.depth > 8 ? AV_PIX_FMT_YUV422P10LE : AV_PIX_FMT_YUV422P;
  frame.pts = video.index * kFieldsPerFrame;
  frame.interlaced_frame = 1;
  frame.top_field_first = video.format.top_field_first ? 1 : 0;
  auto hold = std::make_unique<bus::VideoLease>(std::move(lease));
  frame.buf[0] = av_buffer_create(memory, size, release_lease, hold.get(), AV_BUFFER_FLAG_READONLY);
  if (frame.buf[0] == nullptr) return false;
  (void)hold.release();  // now the buffer's
  return true;
}

}  // namespace

Expected<Deinterlacer> Deinterlacer::create(const bus::VideoFormat& format, Pace pace) {
  Deinterlacer made(format, pace);
  if (auto opened = made.open(); !opened) return std::unexpected(opened.error());
  return made;
}

Expected<void> Deinterlacer::open() {
  graph_.reset(avfilter_graph_alloc());
  if (graph_ == nullptr) return host_error("no memory for a deinterlacer");
  graph_->nb_threads = 1;
  const std::string input =
      fmt::format("video_size={}x{}:pix_fmt={}:time_base={}/{}:pixel_aspect=1/1", format_.width, format_.height,
                  static_cast<int>(format_.depth > 8 ? AV_PIX_FMT_YUV422P10LE : AV_PIX_FMT_YUV422P), format_.rate.den(),
                  format_.rate.num() * kFieldsPerFrame);
  const std::string settings =
      fmt::format("mode={}:parity={}:deint=all", pace_ == Pace::kFields ? "send_field" : "send_frame",
                  format_.top_field_first ? "tff" : "bff");
  AVFilterContext* bwdif = nullptr;
  int code = avfilter_graph_create_filter(&source_, avfilter_get_by_name("buffer"), "in", input.c_str(), nullptr,
                                          graph_.get());
  if (code >= 0) {
    code = avfilter_graph_create_filter(&bwdif, avfilter_get_by_name("bwdif"), "bwdif", settings.c_str(), nullptr,
                                        graph_.get());
  }
  if (code >= 0) {
    code =
        avfilter_graph_create_filter(&sink_, avfilter_get_by_name("buffersink"), "out", nullptr, nullptr, graph_.get());
  }
  if (code >= 0) code = avfilter_link(source_, 0, bwdif, 0);
  if (code >= 0) code = avfilter_link(bwdif, 0, sink_, 0);
  if (code >= 0) code = avfilter_graph_config(graph_.get(), nullptr);
  if (code < 0) return host_error(fmt::format("FFmpeg cannot deinterlace (bwdif): {}", av_error_text(code)));
  return {};
}

Expected<void> Deinterlacer::push(bus::VideoLease frame, std::vector<SourcePicture>& out) {
  if (!fed_.empty() && frame->index != fed_.back().index + 1) {
    if (av_buffersrc_add_frame(source_, nullptr) >= 0) drain(out);
    fed_.clear();
    if (auto opened = open(); !opened) return opened;
  }
  if (auto fed = feed(std::move(frame)); !fed) return fed;
  drain(out);
  return {};
}

Expected<void> Deinterlacer::feed(bus::VideoLease frame) {
  fed_.push_back({.index = frame->index, .tai = frame->tai, .locked = frame->locked});
  const AvFramePtr input = make_av_frame();
  if (!wrap(std::move(frame), *input)) return host_error("no memory for a deinterlacer frame");
  const int code = av_buffersrc_add_frame(source_, input.get());
  if (code < 0) return host_error(fmt::format("bwdif refuses a frame: {}", av_error_text(code)));
  return {};
}

void Deinterlacer::drain(std::vector<SourcePicture>& out) {
  for (;;) {
    AvFramePtr frame = make_av_frame();
    if (av_buffersink_get_frame(sink_, frame.get()) < 0) return;
    out.push_back(picture_of(std::move(frame)));
  }
}

SourcePicture Deinterlacer::picture_of(AvFramePtr frame) {
  // bwdif halves the time base it was given: a frame's number is a quarter of the pts.
  const AVRational unit = av_buffersink_get_time_base(sink_);
  const Rate ticks = Rate::create(unit.den, unit.num).value_or(format_.rate);
  const int64_t field =
      ticks.rescale(frame->pts, *Rate::create(format_.rate.num() * kFieldsPerFrame, format_.rate.den()));
  const int64_t index = static_cast<int64_t>(floor_div(field, kFieldsPerFrame));
  while (fed_.size() > 1 && fed_.front().index < index) fed_.pop_front();
  const bool second = field != index * kFieldsPerFrame;
  SourcePicture picture{.format = format_,
                        .index = pace_ == Pace::kFields ? field : index,
                        .tai = fed_.front().tai + (second ? format_.rate.period() / kFieldsPerFrame : Duration{0}),
                        .locked = fed_.front().locked,
                        .planes = {},
                        .lease = {},
                        .owner = {}};
  picture.format.scan = bus::Scan::kProgressive;
  if (pace_ == Pace::kFields) {
    picture.format.rate = *Rate::create(format_.rate.num() * kFieldsPerFrame, format_.rate.den());
  }
  for (size_t p = 0; p < 3; ++p) picture.planes[p] = {frame->data[p], static_cast<size_t>(frame->linesize[p])};
  picture.owner = std::shared_ptr<AVFrame>(std::move(frame));
  return picture;
}

}  // namespace cw::bridge
