#include "tests/component/bridge/caption_reader.h"

#include <cstring>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
}

namespace cw::test {
namespace {

/// The tenth field of an ASS event without override blocks.
std::string plain_text(const char* event) {
  std::string text(event);
  for (int field = 0; field < 8; ++field) text.erase(0, text.find(',') + 1);
  std::string out;
  bool in_override = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') in_override = true;
    const bool line_break = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'N';
    if (!in_override && !line_break) out += text[i];
    if (line_break) out += '\n', ++i;
    if (text[i] == '}') in_override = false;
  }
  return out;
}

void append(const AVSubtitle& subtitle, std::string& out) {
  for (unsigned i = 0; i < subtitle.num_rects; ++i) {
    if (subtitle.rects[i]->ass != nullptr) out += plain_text(subtitle.rects[i]->ass) + "\n";
  }
}

}  // namespace

std::string caption_text(const std::vector<DecodedPicture>& pictures, double frames_per_second) {
  const AVCodec* codec = avcodec_find_decoder(AV_CODEC_ID_EIA_608);
  AVCodecContext* context = avcodec_alloc_context3(codec);
  context->pkt_timebase = AVRational{1, 1000};
  av_opt_set_int(context->priv_data, "real_time", 1, 0);
  std::string out;
  if (avcodec_open2(context, codec, nullptr) >= 0) {
    AVPacket* packet = av_packet_alloc();
    for (const DecodedPicture& picture : pictures) {
      if (picture.captions.empty() || av_new_packet(packet, static_cast<int>(picture.captions.size())) < 0) continue;
      std::memcpy(packet->data, picture.captions.data(), picture.captions.size());
      packet->pts =
          static_cast<int64_t>(static_cast<double>(picture.pts - pictures.front().pts) * 1000 / frames_per_second);
      AVSubtitle subtitle{};
      int got = 0;
      if (avcodec_decode_subtitle2(context, &subtitle, &got, packet) >= 0 && got != 0) {
        append(subtitle, out);
        avsubtitle_free(&subtitle);
      }
      av_packet_unref(packet);
    }
    av_packet_free(&packet);
  }
  avcodec_free_context(&context);
  return out;
}

}  // namespace cw::test
