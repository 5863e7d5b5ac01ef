#include "sdp/st2110/video_parameters.h"

#include <fmt/format.h>

#include "sdp/grammar/words.h"
#include "sdp/st2110/frame_rate_text.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kEdition2017 = "ST2110-20:2017";
constexpr std::string_view kEdition2022 = "ST2110-20:2022";

void read_depth(Fmtp& fmtp, VideoParameters& video) {
  const Fmtp::Parameter* parameter = fmtp.find("depth");
  if (parameter == nullptr) return;
  video.floating_point = equal_but_for_case(parameter->value, "16f");
  const auto bits = video.floating_point ? uint8_t{16} : parse_number<uint8_t>(parameter->value);
  if (!bits || (*bits != 8 && *bits != 10 && *bits != 12 && *bits != 16)) {
    return fmtp.fail_value(*parameter, "8, 10, 12, 16 or 16f");
  }
  if (video.floating_point && parameter->value != "16f") fmtp.note_spelling(*parameter, "16f");
  video.depth = *bits;
}

void read_pixel_aspect(Fmtp& fmtp, VideoParameters& video) {
  const Fmtp::Parameter* parameter = fmtp.find("PAR");
  if (parameter == nullptr) return;
  const auto parts = split(parameter->value, ':');
  const auto width = parts.size() == 2 ? parse_number<uint16_t>(parts[0]) : std::nullopt;
  const auto height = parts.size() == 2 ? parse_number<uint16_t>(parts[1]) : std::nullopt;
  if (!width || !height || *width == 0 || *height == 0) return fmtp.fail_value(*parameter, "width:height such as 1:1");
  video.pixel_aspect = Rational::reduced(*width, *height);
  if (video.pixel_aspect.num != *width) {
    fmtp.note_spelling(*parameter, fmt::format("{}:{}", video.pixel_aspect.num, video.pixel_aspect.den));
  }
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

/// -20:2022 is announced by what only it has (colorimetry ALPHA, TCS ST2115LOGS3) and by nothing else.
std::string_view edition_of(const VideoParameters& video) {
  const bool newer = video.colorimetry == Colorimetry::kAlpha || video.transfer == Transfer::kSt2115LogS3;
  return newer ? kEdition2022 : kEdition2017;
}

void read_standard(Fmtp& fmtp, VideoParameters& video) {
  const std::string_view edition = edition_of(video);
  video.standard = edition;
  fmtp.note_missing("SSN", edition);
  const Fmtp::Parameter* parameter = fmtp.find("SSN");
  if (parameter == nullptr) return;
  if (parameter->value == edition) return;
  const bool known =
      equal_but_for_case(parameter->value, kEdition2017) || equal_but_for_case(parameter->value, kEdition2022);
  if (!known) video.standard = parameter->value;
  fmtp.note("SSN",
            fmt::format("SSN is {}, {}", quoted(parameter->value),
                        known ? fmt::format("read as {}", edition) : "an edition unknown here"),
            fmt::format("write SSN={}; 2022 belongs to ALPHA and ST2115LOGS3 alone", edition));
}

void read_colours(Fmtp& fmtp, VideoParameters& video) {
  video.colorimetry = Colorimetry::kUnspecified;
  fmtp.note_missing("colorimetry", "UNSPECIFIED");
  fmtp.read_name("colorimetry", video.colorimetry, kColorimetryNames);
  fmtp.read_name("TCS", video.transfer, kTransferNames);
  fmtp.read_name("RANGE", video.range, kRangeNames);
  if (video.colorimetry != Colorimetry::kBt2100) return;
  if (fmtp.find("RANGE") == nullptr) {
    fmtp.note("colorimetry", "BT2100 stands without RANGE, taken as NARROW", "add RANGE");
  } else if (video.range == Range::kFullProtect) {
    fmtp.note("RANGE", "FULLPROTECT is not defined for BT2100", "write NARROW or FULL");
  }
}

}  // namespace

void read_scan(Fmtp& fmtp, Scan& scan) {
  bool interlace = false;
  bool segmented = false;
  fmtp.read_flag("interlace", interlace);
  fmtp.read_flag("segmented", segmented);
  if (segmented && !interlace) {
    fmtp.note("segmented", "segmented stands without interlace, read as PsF", "write \"interlace; segmented\"");
  }
  if (interlace || segmented) scan = segmented ? Scan::kPsf : Scan::kInterlaced;
}

void read_max_udp(Fmtp& fmtp, uint16_t& max_udp_octets) {
  constexpr uint16_t kExtendedUdpOctets = 8960;
  constexpr uint32_t kLargestDatagram = 65'535;
  fmtp.read_number("MAXUDP", max_udp_octets, 64, kLargestDatagram);
  if (max_udp_octets > kExtendedUdpOctets) {
    fmtp.note("MAXUDP", fmt::format("MAXUDP is {}, above the extended limit", max_udp_octets), "stay within 8960");
  }
}

void read_shaping(Fmtp& fmtp, std::optional<uint32_t>& troff_us, std::optional<uint32_t>& cmax) {
  constexpr uint32_t kLongestTroffUs = 1'000'000;
  constexpr uint32_t kLargestCmax = 1'000'000;
  fmtp.read_number("TROFF", troff_us, 0, kLongestTroffUs);
  fmtp.read_number("CMAX", cmax, 1, kLargestCmax);
}

Expected<VideoParameters> read_video(Fmtp& fmtp) {
  fmtp.know({"sampling", "depth", "width", "height", "exactframerate", "interlace", "segmented", "TCS", "colorimetry",
             "PM", "SSN", "TP", "TROFF", "CMAX", "MAXUDP", "RANGE", "PAR"});
  fmtp.note_tight_separators("ST 2110-20 7.1");
  VideoParameters video;
  for (const char* name : {"sampling", "depth", "width", "height", "exactframerate"}) fmtp.require(name);
  fmtp.read_name("sampling", video.sampling, kSamplingNames);
  read_depth(fmtp, video);
  fmtp.read_number("width", video.width, 1, kMaxExtent);
  fmtp.read_number("height", video.height, 1, kMaxExtent);
  std::optional<FrameRate> rate;
  fmtp.read_rate("exactframerate", rate);
  if (rate) video.rate = *rate;
  read_scan(fmtp, video.scan);
  read_colours(fmtp, video);
  fmtp.note_missing("PM", "2110GPM");
  fmtp.read_name("PM", video.packing, kPackingNames);
  read_standard(fmtp, video);
  fmtp.note_missing("TP", "2110TPN");
  fmtp.read_name("TP", video.sender_type, kSenderTypeNames);
  read_shaping(fmtp, video.troff_us, video.cmax);
  read_max_udp(fmtp, video.max_udp_octets);
  read_pixel_aspect(fmtp, video);
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
  if (video.max_udp_octets != kStandardUdpOctets) text += fmt::format("MAXUDP={}; ", video.max_udp_octets);
  // -20 §7.5 wants it said with BT2100 even where it is the default.
  if (video.range != Range::kNarrow || video.colorimetry == Colorimetry::kBt2100)
    text += fmt::format("RANGE={}; ", to_name(kRangeNames, video.range));
  if (video.pixel_aspect != Rational{1, 1})
    text += fmt::format("PAR={}:{}; ", video.pixel_aspect.num, video.pixel_aspect.den);
  return text;
}

}  // namespace cw::sdp
