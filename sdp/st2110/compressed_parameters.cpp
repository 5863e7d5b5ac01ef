#include "sdp/st2110/compressed_parameters.h"

#include <fmt/format.h>

#include "sdp/st2110/frame_rate_text.h"
#include "sdp/st2110/video_parameters.h"

namespace cw::sdp {
namespace {

template <typename T>
std::string optional_text(const char* name, const std::optional<T>& value) {
  return value ? fmt::format("{}={}; ", name, *value) : "";
}

template <typename E>
std::string optional_name(const char* name, const std::optional<E>& value, const Names<E>& names) {
  return value ? fmt::format("{}={}; ", name, to_name(names, *value)) : "";
}

std::string optional_word(const char* name, const std::string& value) {
  return value.empty() ? "" : fmt::format("{}={}; ", name, value);
}

void read_jpeg_xs(Fmtp& fmtp, CompressedVideoParameters& video) {
  fmtp.know({"packetmode", "transmode", "profile", "level", "sublevel"});
  fmtp.note_missing("packetmode", "0, codestream");
  video.packet_mode = 0;
  fmtp.read_number("packetmode", video.packet_mode, 0, 1);
  fmtp.read_number("transmode", video.transmission_mode, 0, 1);
  fmtp.read_text("profile", video.profile);
  fmtp.read_text("level", video.level);
  fmtp.read_text("sublevel", video.sublevel);
}

}  // namespace

Expected<CompressedVideoParameters> read_compressed(const std::string& encoding, Fmtp& fmtp) {
  fmtp.know({"sampling", "depth", "width", "height", "exactframerate", "interlace", "segmented", "TCS", "colorimetry",
             "SSN", "TP", "TROFF", "CMAX", "MAXUDP", "RANGE"});
  fmtp.note_tight_separators("ST 2110-22 7.2");
  CompressedVideoParameters video;
  video.encoding = encoding;
  if (encoding == "jxsv") read_jpeg_xs(fmtp, video);
  for (const char* name : {"width", "height"}) fmtp.require(name);
  fmtp.read_number("width", video.width, 1, kMaxExtent);
  fmtp.read_number("height", video.height, 1, kMaxExtent);
  fmtp.read_rate("exactframerate", video.rate);
  read_scan(fmtp, video.scan);
  fmtp.read_name("sampling", video.sampling, kSamplingNames);
  fmtp.read_number("depth", video.depth, 1, 32);
  fmtp.read_name("colorimetry", video.colorimetry, kColorimetryNames);
  fmtp.read_name("TCS", video.transfer, kTransferNames);
  fmtp.read_name("RANGE", video.range, kRangeNames);
  fmtp.note_missing("TP", "2110TPNL");
  fmtp.read_name("TP", video.sender_type, kSenderTypeNames);
  read_shaping(fmtp, video.troff_us, video.cmax);
  read_max_udp(fmtp, video.max_udp_octets);
  fmtp.read_text("SSN", video.standard);
  if (const auto fault = fmtp.check()) return std::unexpected(*fault);
  return video;
}

std::string write_compressed(const CompressedVideoParameters& video) {
  std::string text = optional_text("packetmode", video.packet_mode);
  text += optional_text("transmode", video.transmission_mode);
  text += optional_word("profile", video.profile);
  text += optional_word("level", video.level);
  text += optional_word("sublevel", video.sublevel);
  text += optional_name("sampling", video.sampling, kSamplingNames);
  text += fmt::format("width={}; height={}; ", video.width, video.height);
  if (video.rate) text += fmt::format("exactframerate={}; ", rate_text(*video.rate));
  text += optional_text("depth", video.depth);
  if (video.scan != Scan::kProgressive) text += "interlace; ";
  if (video.scan == Scan::kPsf) text += "segmented; ";
  text += optional_name("TCS", video.transfer, kTransferNames);
  text += optional_name("colorimetry", video.colorimetry, kColorimetryNames);
  text += optional_name("RANGE", video.range, kRangeNames);
  text += optional_word("SSN", video.standard);
  text += fmt::format("TP={}; ", to_name(kSenderTypeNames, video.sender_type));
  text += optional_text("TROFF", video.troff_us);
  text += optional_text("CMAX", video.cmax);
  if (video.max_udp_octets != kStandardUdpOctets) text += fmt::format("MAXUDP={}; ", video.max_udp_octets);
  return text;
}

}  // namespace cw::sdp
