// Owners for FFmpeg's objects. Declares FFmpeg's types without its headers, which stay in the sources of this module.
#pragma once

#include <memory>
#include <string>

struct AVCodecContext;
struct AVFilterGraph;
struct AVFrame;
struct AVPacket;
struct SwrContext;

namespace cw::bridge {

struct AvFree {
  void operator()(AVCodecContext* context) const;
  void operator()(AVFilterGraph* graph) const;
  void operator()(AVFrame* frame) const;
  void operator()(AVPacket* packet) const;
  void operator()(SwrContext* context) const;
};

using AvCodecContextPtr = std::unique_ptr<AVCodecContext, AvFree>;
using AvFilterGraphPtr = std::unique_ptr<AVFilterGraph, AvFree>;
using AvFramePtr = std::unique_ptr<AVFrame, AvFree>;
using AvPacketPtr = std::unique_ptr<AVPacket, AvFree>;
using SwrContextPtr = std::unique_ptr<SwrContext, AvFree>;

[[nodiscard]] AvFramePtr make_av_frame();
[[nodiscard]] AvPacketPtr make_av_packet();
/// FFmpeg's words for one of its error codes.
[[nodiscard]] std::string av_error_text(int code);

}  // namespace cw::bridge
