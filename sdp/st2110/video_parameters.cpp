#include "sdp/st2110/video_parameters.h"

#include <fmt/format.h>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr uint32_t kMaxExtent = 32767;
constexpr uint32_t kMaxUdpOctets = 8960;

void read_depth(Fmtp& fmtp, VideoParameters& video) {
  const Fmtp::Parameter* parameter = fmtp.find("depth");
  if (parameter == nullptr) return;
  video.floating_point = parameter->value == "16f";
  const auto bits = video.floating_point ? uint8_t{16} : parse_number<uint8_t>(parameter->value);
  if (!bits || (*bits != 8 && *bits != 10 && *bits != 12 && *bits != 16)) {
    return fmtp.fail_value(*parameter, "8, 10, 12, 16 or 16f");
  }
  video.depth = *bits;
}

void read_scan(Fmtp& fmtp, VideoParameters& video) {
  bool interlace = false;
  bool segmented = false;
  fmtp.read_flag("interlace", interlace);
  fmtp.read_flag("segmented", segmented);
  if (segmented && !interlace) fmtp.fail("segmented stands without interlace; PsF is written \"interlace; segmented\"");
  if (interlace) video.scan = segmented ? Scan::kPsf : Scan::kInterlaced;
}

void read_pixel_aspect(Fmtp& fmtp, VideoParameters& video) {
  const Fmtp::Parameter* parameter = fmtp.find("PAR");
  if (parameter == nullptr) return;
  const auto parts = split(parameter->value, ':');
  const auto width = parts.size() == 2 ? parse_number<uint16_t>(parts[0]) : std::nullopt;
  const auto height = parts.size() == 2 ? parse_number<uint16_t>(parts[1]) : std::nullopt;
  if (!width || !height || *width == 0 || *height == 0) return fmtp.fail_value(*parameter, "width:height such as 1:1");
  video.pixel_aspect = Rational::reduced(*width, *height);
}

void read_timing(Fmtp& fmtp, VideoParameters& video) {
  fmtp.read_name("TP", video.sender_type, kSenderTypeNames);
  constexpr uint32_t kLongestTroffUs = 1'000'000;
  constexpr uint32_t kLargestCmax = 1'000'000;
  fmtp.read_number("TROFF", video.troff_us, 0, kLongestTroffUs);
  fmtp.read_number("CMAX", video.cmax, 1, kLargestCmax);
}

bool is_420(Sampling sampling) {
  return sampling == Sampling::kYCbCr420 || sampling == Sampling::kClYCbCr420 || sampling == Sampling::kICtCp420;
}

bool is_422(Sampling sampling) {
  return sampling == Sampling::kYCbCr422 || sampling == Sampling::kClYCbCr422 || sampling == Sampling::kICtCp422;
}

/// What the parameters have to be to each other (ST 2110-20 §6.2: whole pgroups, 4:2:0 progressive).
void check_raster(Fmtp& fmtp, const VideoParameters& video) {
  const bool subsampled = is_420(video.sampling) || is_422(video.sampling);
  if (subsampled && video.width % 2 != 0) {
    fmtp.fail(fmt::format("width is {}; allowed is an even width with {}", video.width,
                          to_name(kSamplingNames, video.sampling)));
  }
  if (is_420(video.sampling) && (video.height % 2 != 0 || video.scan != Scan::kProgressive)) {
    fmtp.fail("4:2:0 is allowed progressive and with an even height only");
  }
  if (video.scan != Scan::kProgressive && video.height % 2 != 0) {
    fmtp.fail(fmt::format("height is {}; allowed is an even height with interlace", video.height));
  }
}

}  // namespace

std::string rate_text(FrameRate rate) {
  return rate.den() == 1 ? fmt::format("{}", rate.num()) : fmt::format("{}/{}", rate.num(), rate.den());
}

Expected<VideoParameters> read_video(Fmtp fmtp) {
  VideoParameters video;
  for (const char* name : {"sampling", "depth", "width", "height", "exactframerate"}) fmtp.require(name);
  fmtp.read_name("sampling", video.sampling, kSamplingNames);
  read_depth(fmtp, video);
  fmtp.read_number("width", video.width, 1, kMaxExtent);
  fmtp.read_number("height", video.height, 1, kMaxExtent);
  std::optional<FrameRate> rate;
  fmtp.read_rate("exactframerate", rate);
  if (rate) video.rate = *rate;
  read_scan(fmtp, video);
  video.colorimetry = Colorimetry::kUnspecified;
  fmtp.read_name("colorimetry", video.colorimetry, kColorimetryNames);
  fmtp.read_name("TCS", video.transfer, kTransferNames);
  fmtp.read_name("RANGE", video.range, kRangeNames);
  fmtp.read_name("PM", video.packing, kPackingNames);
  fmtp.read_text("SSN", video.standard);
  fmtp.read_number("MAXUDP", video.max_udp_octets, 64, kMaxUdpOctets);
  read_pixel_aspect(fmtp, video);
  read_timing(fmtp, video);
  check_raster(fmtp, video);
  if (const auto fault = fmtp.check()) return std::unexpected(*fault);
  return video;
}

std::string write_video(const VideoParameters& video) {
  std::string text = fmt::format("sampling={}; width={}; height={}; exactframerate={}; depth={}{}; ",
                                 to_name(kSamplingNames, video.sampling), video.width, video.height,
                                 rate_text(video.rate), video.depth, video.floating_point ? "f" : "");
  if (video.scan != Scan::kProgressive) text += "interlace; ";
  if (video.scan == Scan::kPsf) text += "segmented; ";
  text +=
      fmt::format("TCS={}; colorimetry={}; PM={}; SSN={}; ", to_name(kTransferNames, video.transfer),
                  to_name(kColorimetryNames, video.colorimetry), to_name(kPackingNames, video.packing), video.standard);
  text += fmt::format("TP={}; ", to_name(kSenderTypeNames, video.sender_type));
  if (video.troff_us) text += fmt::format("TROFF={}; ", *video.troff_us);
  if (video.cmax) text += fmt::format("CMAX={}; ", *video.cmax);
  constexpr uint16_t kStandardUdpOctets = 1460;
  if (video.max_udp_octets != kStandardUdpOctets) text += fmt::format("MAXUDP={}; ", video.max_udp_octets);
  if (video.range != Range::kNarrow) text += fmt::format("RANGE={}; ", to_name(kRangeNames, video.range));
  if (video.pixel_aspect != Rational{1, 1})
    text += fmt::format("PAR={}:{}; ", video.pixel_aspect.num, video.pixel_aspect.den);
  return text;
}

}  // namespace cw::sdp
