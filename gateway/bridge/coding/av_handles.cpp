#include "gateway/bridge/coding/av_handles.h"

#include <array>
#include <cstdlib>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavutil/error.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
}

namespace cw::bridge {

void AvFree::operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
void AvFree::operator()(AVFilterGraph* graph) const { avfilter_graph_free(&graph); }
void AvFree::operator()(AVFrame* frame) const { av_frame_free(&frame); }
void AvFree::operator()(AVPacket* packet) const { av_packet_free(&packet); }
void AvFree::operator()(SwrContext* context) const { swr_free(&context); }

AvFramePtr make_av_frame() {
  AvFramePtr frame(av_frame_alloc());
  if (frame == nullptr) std::abort();
  return frame;
}

AvPacketPtr make_av_packet() {
  AvPacketPtr packet(av_packet_alloc());
  if (packet == nullptr) std::abort();
  return packet;
}

std::string av_error_text(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

}  // namespace cw::bridge
