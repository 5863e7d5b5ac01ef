#include "gateway/bridge/audio/aac_encoder.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
}

namespace cw::bridge {
namespace {

constexpr int64_t kBitsPerKilobit = 1000;

bus::CodecParameters parameters_of(const AVCodecContext& context, std::string language) {
  bus::CodecParameters out;
  out.kind = bus::CodecKind::kAac;
  out.codec_string = "mp4a.40.2";
  out.configuration.assign(context.extradata, context.extradata + context.extradata_size);
  out.time_base = kTrackRate;
  out.bandwidth_bps = static_cast<uint32_t>(context.bit_rate);
  out.channels = static_cast<uint16_t>(context.ch_layout.nb_channels);
  out.sample_rate_hz = static_cast<uint32_t>(context.sample_rate);
  out.language = std::move(language);
  return out;
}

}  // namespace

Expected<AacEncoder> AacEncoder::create(uint32_t bitrate_kbps, uint16_t channels, std::string language) {
  if (channels == 0 || channels > kMaxTrackChannels) return input_error("audio: channels must be 1 or 2");
  if (bitrate_kbps < 16 || bitrate_kbps > 512) return input_error("audio: bitrate_kbps must be 16 to 512");
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
  if (codec == nullptr) return host_error("this FFmpeg has no AAC encoder");
  AvCodecContextPtr context(avcodec_alloc_context3(codec));
  if (context == nullptr) return host_error("no memory for an AAC encoder");
  context->sample_fmt = AV_SAMPLE_FMT_FLTP;
  context->sample_rate = static_cast<int>(kTrackRate.num());
  context->time_base = AVRational{1, context->sample_rate};
  context->bit_rate = bitrate_kbps * kBitsPerKilobit;
  context->profile = FF_PROFILE_AAC_LOW;
  context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  av_channel_layout_default(&context->ch_layout, channels);
  if (const int code = avcodec_open2(context.get(), codec, nullptr); code < 0) {
    return host_error(fmt::format("the AAC encoder does not open: {}", av_error_text(code)));
  }
  if (context->frame_size != static_cast<int>(kAacFrameSamples))
    return host_error("the AAC encoder's frame is not 1024 samples");
  bus::CodecParameters parameters = parameters_of(*context, std::move(language));
  return AacEncoder(std::move(context), std::move(parameters));
}

AacEncoder::AacEncoder(AvCodecContextPtr context, bus::CodecParameters parameters)
    : context_(std::move(context)),
      frame_(make_av_frame()),
      packet_(make_av_packet()),
      parameters_(std::move(parameters)) {}

Expected<void> AacEncoder::encode(const PlanarSamples& samples, int64_t position, std::vector<bus::CodedUnitPtr>& out) {
  if (first_position_ == INT64_MIN) first_position_ = position;
  AVFrame& frame = *frame_;
  frame.nb_samples = static_cast<int>(kAacFrameSamples);
  frame.format = AV_SAMPLE_FMT_FLTP;
  frame.sample_rate = context_->sample_rate;
  frame.pts = position;
  av_channel_layout_copy(&frame.ch_layout, &context_->ch_layout);
  if (av_frame_get_buffer(&frame, 0) < 0) return host_error("no memory for an audio frame");
  for (uint16_t c = 0; c < parameters_.channels; ++c) {
    std::memcpy(frame.data[c], samples.channels[c].data(), kAacFrameSamples * sizeof(float));
  }
  const int code = avcodec_send_frame(context_.get(), &frame);
  av_frame_unref(&frame);
  if (code < 0) return host_error(fmt::format("the AAC encoder refuses a frame: {}", av_error_text(code)));
  return receive(out);
}

Expected<void> AacEncoder::flush(std::vector<bus::CodedUnitPtr>& out) {
  avcodec_send_frame(context_.get(), nullptr);
  return receive(out);
}

Expected<void> AacEncoder::receive(std::vector<bus::CodedUnitPtr>& out) {
  for (;;) {
    const int code = avcodec_receive_packet(context_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (code < 0) return host_error(fmt::format("the AAC encoder fails: {}", av_error_text(code)));
    if (packet_->pts >= first_position_) {
      auto unit = std::make_shared<bus::CodedUnit>();
      unit->pts = packet_->pts;
      unit->dts = packet_->pts;
      unit->duration = kAacFrameSamples;
      unit->key = true;
      unit->data.assign(packet_->data, packet_->data + packet_->size);
      out.push_back(std::move(unit));
    }
    av_packet_unref(packet_.get());
  }
}

}  // namespace cw::bridge
