#include "tests/component/bridge/coded_decoder.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/mem.h>
}

namespace cw::test {
namespace {

std::vector<uint8_t> plane(const AVFrame& frame, int index, int width, int height) {
  std::vector<uint8_t> out;
  for (int y = 0; y < height; ++y) {
    const uint8_t* line = frame.data[index] + y * frame.linesize[index];
    out.insert(out.end(), line, line + width);
  }
  return out;
}

DecodedPicture picture_of(const AVFrame& frame) {
  DecodedPicture out{.pts = frame.pts, .key = frame.key_frame != 0, .width = frame.width, .height = frame.height};
  out.luma = plane(frame, 0, frame.width, frame.height);
  out.cb = plane(frame, 1, frame.width / 2, frame.height / 2);
  out.cr = plane(frame, 2, frame.width / 2, frame.height / 2);
  if (const AVFrameSideData* side = av_frame_get_side_data(&frame, AV_FRAME_DATA_A53_CC); side != nullptr) {
    out.captions.assign(side->data, side->data + side->size);
  }
  return out;
}

DecodedAudio audio_of(const AVFrame& frame) {
  DecodedAudio out{.pts = frame.pts};
  for (int c = 0; c < frame.ch_layout.nb_channels; ++c) {
    const auto* samples = reinterpret_cast<const float*>(frame.extended_data[c]);
    out.channels.emplace_back(samples, samples + frame.nb_samples);
  }
  return out;
}

}  // namespace

CodedDecoder::CodedDecoder(const bus::CodecParameters& parameters)
    : frame_(av_frame_alloc()), packet_(av_packet_alloc()) {
  const AVCodec* codec =
      avcodec_find_decoder(parameters.kind == bus::CodecKind::kH264 ? AV_CODEC_ID_H264 : AV_CODEC_ID_AAC);
  context_ = avcodec_alloc_context3(codec);
  context_->thread_count = 1;
  const size_t size = parameters.configuration.size();
  context_->extradata = static_cast<uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
  std::memcpy(context_->extradata, parameters.configuration.data(), size);
  context_->extradata_size = static_cast<int>(size);
  if (avcodec_open2(context_, codec, nullptr) < 0) throw std::runtime_error("the decoder refuses the configuration");
}

CodedDecoder::~CodedDecoder() {
  av_packet_free(&packet_);
  av_frame_free(&frame_);
  avcodec_free_context(&context_);
}

template <typename OnFrame>
void CodedDecoder::receive(OnFrame&& on_frame) {
  while (avcodec_receive_frame(context_, frame_) >= 0) {
    on_frame(*frame_);
    av_frame_unref(frame_);
  }
}

template <typename OnFrame>
void CodedDecoder::decode(const std::vector<bus::CodedUnitPtr>& units, OnFrame&& on_frame) {
  for (const bus::CodedUnitPtr& unit : units) {
    av_new_packet(packet_, static_cast<int>(unit->data.size()));
    std::memcpy(packet_->data, unit->data.data(), unit->data.size());
    packet_->pts = unit->pts;
    packet_->dts = unit->dts;
    if (avcodec_send_packet(context_, packet_) < 0) throw std::runtime_error("the decoder refuses a unit");
    av_packet_unref(packet_);
    receive(on_frame);
  }
  avcodec_send_packet(context_, nullptr);
  receive(on_frame);
}

std::vector<DecodedPicture> CodedDecoder::pictures(const std::vector<bus::CodedUnitPtr>& units) {
  std::vector<DecodedPicture> out;
  decode(units, [&](const AVFrame& frame) { out.push_back(picture_of(frame)); });
  return out;
}

std::vector<DecodedAudio> CodedDecoder::audio(const std::vector<bus::CodedUnitPtr>& units) {
  std::vector<DecodedAudio> out;
  decode(units, [&](const AVFrame& frame) { out.push_back(audio_of(frame)); });
  return out;
}

double psnr(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
  if (a.size() != b.size() || a.empty()) return 0;
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum == 0 ? std::numeric_limits<double>::infinity()
                  : 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.size()) / sum);
}

}  // namespace cw::test
