#include "gateway/bridge/coding/h264_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "gateway/bridge/coding/avc_configuration.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
}

namespace cw::bridge {
namespace {

constexpr int64_t kBitsPerKilobit = 1000;
/// Lengths instead of start codes; every GOP closed and of its planned length; rate control by frame count, not by time stamps.
constexpr const char* kX264Parameters =
    "annexb=0:scenecut=0:open-gop=0:force-cfr=1:nal-hrd=none:sliced-threads=0:sync-lookahead=0:repeat-headers=0";

int64_t peak_kbps(const RenditionConfig& rendition) {
  return rendition.maxrate_kbps != 0 ? rendition.maxrate_kbps : int64_t{rendition.bitrate_kbps} * 11 / 10;
}

std::string name_of(const RenditionConfig& rendition) { return fmt::format("rendition '{}'", rendition.id); }

Expected<void> check(const H264EncoderConfig& config) {
  const RenditionConfig& r = config.rendition;
  const auto fault = [&](std::string_view what) { return input_error(fmt::format("{}: {}", name_of(r), what)); };
  if (r.width < 32 || r.height < 32 || r.width > bus::kMaxVideoWidth || r.height > bus::kMaxVideoHeight) {
    return fault(fmt::format("{}x{} is not between 32x32 and 4096x2160", r.width, r.height));
  }
  if (r.width % 2 != 0 || r.height % 2 != 0) return fault("width and height must be even");
  if (r.bitrate_kbps == 0) return fault("bitrate_kbps must be more than 0");
  if (peak_kbps(r) < r.bitrate_kbps) return fault("maxrate_kbps must not be less than bitrate_kbps");
  if (r.vbv <= Duration::zero()) return fault("the VBV must be longer than 0");
  if (r.threads == 0 || r.threads > 16) return fault("threads must be 1 to 16");
  if (r.bframes > 4) return fault("bframes must be 0 to 4");
  if (config.gop_frames < 1) return fault("a GOP must have at least one frame");
  return {};
}

void set_colour(AVCodecContext& context, bus::Colorimetry colorimetry) {
  context.color_range = AVCOL_RANGE_MPEG;
  context.chroma_sample_location = AVCHROMA_LOC_LEFT;
  switch (colorimetry) {
    case bus::Colorimetry::kBt601:
      context.color_primaries = AVCOL_PRI_SMPTE170M;
      context.color_trc = AVCOL_TRC_SMPTE170M;
      context.colorspace = AVCOL_SPC_SMPTE170M;
      break;
    case bus::Colorimetry::kBt2020:
      context.color_primaries = AVCOL_PRI_BT2020;
      context.color_trc = AVCOL_TRC_BT2020_10;
      context.colorspace = AVCOL_SPC_BT2020_NCL;
      break;
    default:
      context.color_primaries = AVCOL_PRI_BT709;
      context.color_trc = AVCOL_TRC_BT709;
      context.colorspace = AVCOL_SPC_BT709;
      break;
  }
}

void set_rate_control(AVCodecContext& context, const RenditionConfig& rendition) {
  const int64_t peak = peak_kbps(rendition) * kBitsPerKilobit;
  context.bit_rate = int64_t{rendition.bitrate_kbps} * kBitsPerKilobit;
  context.rc_max_rate = peak;
  context.rc_buffer_size =
      static_cast<int>(std::min<Int128>(Int128{peak} * rendition.vbv.count() / kNsPerSecond, Int128{INT32_MAX}));
}

void set_geometry(AVCodecContext& context, const H264EncoderConfig& config) {
  context.width = config.rendition.width;
  context.height = config.rendition.height;
  context.pix_fmt = AV_PIX_FMT_YUV420P;
  context.sample_aspect_ratio = AVRational{1, 1};
  context.framerate = AVRational{static_cast<int>(config.rate.num()), static_cast<int>(config.rate.den())};
  context.time_base = av_inv_q(context.framerate);
  context.gop_size = static_cast<int>(config.gop_frames);
  context.max_b_frames = config.rendition.bframes;
  context.thread_count = config.rendition.threads;
  context.thread_type = FF_THREAD_FRAME;
  context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP;
}

/// An option of libx264 itself; empty values are left alone.
Expected<void> set_option(AVCodecContext& context, const RenditionConfig& rendition, const char* name,
                          const std::string& value) {
  if (value.empty()) return {};
  if (av_opt_set(context.priv_data, name, value.c_str(), 0) < 0) {
    return input_error(fmt::format("{}: libx264 refuses {} '{}'", name_of(rendition), name, value));
  }
  return {};
}

Expected<void> set_options(AVCodecContext& context, const RenditionConfig& rendition) {
  const std::pair<const char*, std::string> options[] = {
      {"preset", rendition.preset}, {"tune", rendition.tune}, {"profile", rendition.profile},
      {"forced-idr", "1"},          {"a53cc", "1"},           {"x264-params", kX264Parameters}};
  for (const auto& [name, value] : options) {
    if (auto set = set_option(context, rendition, name, value); !set) return set;
  }
  return {};
}

bus::CodecParameters parameters_of(const AVCodecContext& context, const H264EncoderConfig& config) {
  bus::CodecParameters out;
  out.kind = bus::CodecKind::kH264;
  out.configuration = make_avc_configuration({context.extradata, static_cast<size_t>(context.extradata_size)});
  out.codec_string = avc_codec_string(out.configuration);
  out.time_base = config.rate;
  out.width = config.rendition.width;
  out.height = config.rendition.height;
  out.bandwidth_bps = static_cast<uint32_t>(peak_kbps(config.rendition) * kBitsPerKilobit);
  return out;
}

void release_lease(void* opaque, uint8_t* /*data*/) { delete static_cast<PictureLease*>(opaque); }

/// Lends the picture to FFmpeg without a copy: its buffer holds a lease of its own.
bool wrap(const PictureLease& picture, AVFrame& frame) {
  const bus::Plane& last = picture->planes[2];
  const size_t size =
      static_cast<size_t>(last.data - picture->planes[0].data) + last.stride_bytes * (picture->height / 2U);
  auto hold = std::make_unique<PictureLease>(picture);
  frame.buf[0] = av_buffer_create(picture->planes[0].data, size, release_lease, hold.get(), AV_BUFFER_FLAG_READONLY);
  if (frame.buf[0] == nullptr) return false;
  (void)hold.release();  // now the buffer's
  for (size_t p = 0; p < 3; ++p) {
    frame.data[p] = picture->planes[p].data;
    frame.linesize[p] = static_cast<int>(picture->planes[p].stride_bytes);
  }
  frame.width = picture->width;
  frame.height = picture->height;
  frame.format = AV_PIX_FMT_YUV420P;
  return true;
}

bool attach_captions(const CaptionTriplets& captions, AVFrame& frame) {
  if (captions.count == 0) return true;
  AVFrameSideData* side = av_frame_new_side_data(&frame, AV_FRAME_DATA_A53_CC, captions.data().size());
  if (side == nullptr) return false;
  std::memcpy(side->data, captions.data().data(), captions.data().size());
  return true;
}

bus::CodedUnitPtr unit_of(const AVPacket& packet) {
  auto unit = std::make_shared<bus::CodedUnit>();
  unit->pts = packet.pts;
  unit->dts = packet.dts;
  unit->key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  unit->data.assign(packet.data, packet.data + packet.size);
  return unit;
}

}  // namespace

Expected<H264Encoder> H264Encoder::create(const H264EncoderConfig& config) {
  if (auto checked = check(config); !checked) return std::unexpected(checked.error());
  const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
  if (codec == nullptr) return host_error("this FFmpeg has no libx264: install Debian's libavcodec with GPL parts");
  AvCodecContextPtr context(avcodec_alloc_context3(codec));
  if (context == nullptr) return host_error("no memory for an H.264 encoder");
  set_geometry(*context, config);
  set_colour(*context, config.colorimetry);
  set_rate_control(*context, config.rendition);
  if (auto set = set_options(*context, config.rendition); !set) return std::unexpected(set.error());
  if (const int code = avcodec_open2(context.get(), codec, nullptr); code < 0) {
    return input_error(fmt::format("{}: libx264 refuses its settings (preset '{}', tune '{}', profile '{}'): {}",
                                   name_of(config.rendition), config.rendition.preset, config.rendition.tune,
                                   config.rendition.profile, av_error_text(code)));
  }
  bus::CodecParameters parameters = parameters_of(*context, config);
  if (parameters.configuration.empty()) return host_error("libx264 gave no parameter sets");
  return H264Encoder(std::move(context), std::move(parameters));
}

H264Encoder::H264Encoder(AvCodecContextPtr context, bus::CodecParameters parameters)
    : context_(std::move(context)),
      frame_(make_av_frame()),
      packet_(make_av_packet()),
      parameters_(std::move(parameters)) {}

Expected<void> H264Encoder::encode(const EncoderInput& input, std::vector<bus::CodedUnitPtr>& out) {
  AVFrame& frame = *frame_;
  if (!wrap(input.picture, frame) || !attach_captions(input.captions, frame)) {
    av_frame_unref(&frame);
    return host_error("no memory for an encoder frame");
  }
  frame.pts = input.index;
  frame.pict_type = input.opens_gop ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
  const int code = avcodec_send_frame(context_.get(), &frame);
  av_frame_unref(&frame);
  if (code < 0) return host_error(fmt::format("libx264 refuses a frame: {}", av_error_text(code)));
  return receive(out);
}

Expected<void> H264Encoder::flush(std::vector<bus::CodedUnitPtr>& out) {
  avcodec_send_frame(context_.get(), nullptr);
  return receive(out);
}

Expected<void> H264Encoder::receive(std::vector<bus::CodedUnitPtr>& out) {
  for (;;) {
    const int code = avcodec_receive_packet(context_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (code < 0) return host_error(fmt::format("libx264 fails: {}", av_error_text(code)));
    out.push_back(unit_of(*packet_));
    av_packet_unref(packet_.get());
  }
}

}  // namespace cw::bridge
