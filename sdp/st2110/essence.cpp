#include "sdp/st2110/essence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sdp/grammar/words.h"
#include "sdp/st2110/anc_parameters.h"
#include "sdp/st2110/audio_parameters.h"
#include "sdp/st2110/compressed_parameters.h"
#include "sdp/st2110/fmtp.h"
#include "sdp/st2110/frame_rate_text.h"
#include "sdp/st2110/packet_time.h"
#include "sdp/st2110/payload.h"
#include "sdp/st2110/video_parameters.h"

namespace cw::sdp {
namespace {

template <typename T>
Expected<EssenceParameters> as_essence(Expected<T> parameters) {
  if (!parameters) return std::unexpected(parameters.error());
  return EssenceParameters{std::move(*parameters)};
}

/// m= says audio for sound and video for the rest, ancillary data too.
void check_media_type(const MediaDescription& media, const Rtpmap& rtpmap, Warnings& warnings) {
  const bool sound = rtpmap.encoding == "L16" || rtpmap.encoding == "L24" || rtpmap.encoding == "AM824";
  const std::string_view right = sound ? "audio" : "video";
  if (media.type == right) return;
  warnings.add({media.section.line, "m=", "ST 2110-10 8"},
               fmt::format("is {} with {}", quoted(media.type), rtpmap.text), fmt::format("write m={}", right));
}

Expected<void> check_video_clock(Rtpmap& rtpmap, Warnings& warnings) {
  constexpr uint32_t kVideoRate = 90'000;
  if (rtpmap.text.find('/') == std::string::npos) {
    warnings.add({rtpmap.line, "a=rtpmap", "ST 2110-20 7.1"}, fmt::format("is {} without a clock rate", rtpmap.text),
                 fmt::format("write {}/90000", rtpmap.encoding));
    rtpmap.clock_rate_hz = kVideoRate;
  }
  if (rtpmap.clock_rate_hz == kVideoRate) return {};
  return line_error(rtpmap.line, "a=rtpmap",
                    fmt::format("is {}; allowed is {}/90000", quoted(rtpmap.text), rtpmap.encoding));
}

/// JPEG XS, VC-2, and what else says of itself that it is ST 2110-22.
bool is_compressed(const Rtpmap& rtpmap, const Fmtp& fmtp) {
  if (rtpmap.encoding == "jxsv" || rtpmap.encoding == "vc2") return true;
  if (rtpmap.encoding == "raw" || rtpmap.encoding == "smpte291") return false;
  const auto ssn = std::ranges::find_if(
      fmtp.parameters(), [](const auto& parameter) { return equal_but_for_case(parameter.name, "SSN"); });
  return ssn != fmtp.parameters().end() && ssn->value.starts_with("ST2110-22");
}

/// b=AS:116000
void take_bandwidth(std::vector<OtherLine>& lines, CompressedVideoParameters& video, const Rtpmap& rtpmap,
                    Warnings& warnings) {
  constexpr std::string_view kPrefix = "AS:";
  for (auto line = lines.begin(); line != lines.end(); ++line) {
    const std::string_view value = trim(line->value);
    if (line->type != 'b' || !value.starts_with(kPrefix)) continue;
    video.bandwidth_kbps = parse_number<uint32_t>(value.substr(kPrefix.size()));
    if (!video.bandwidth_kbps) continue;
    lines.erase(line);
    return;
  }
  warnings.add({rtpmap.line, "b=", "ST 2110-22 7.3"}, "is missing", "add b=AS:<kilobits per second>");
}

/// a=framerate stands in for exactframerate (ST 2110-22 §7.4); beside it, or not understood, it is kept.
void take_frame_rate(SectionReader& attributes, CompressedVideoParameters& video, size_t line) {
  if (video.rate) return;
  const auto written = attributes.all("framerate");
  const auto read = written.empty() ? std::nullopt : parse_rate(trim(written.front()->value));
  if (read) {
    attributes.take_one("framerate");
    video.rate = read->rate;
    return;
  }
  attributes.warnings().add({line, "a=fmtp", "ST 2110-22 7.4"}, "exactframerate is missing", "add exactframerate");
}

Expected<EssenceParameters> read_compressed_essence(const Rtpmap& rtpmap, Fmtp& fmtp, ReadEssence& result,
                                                    SectionReader& attributes) {
  auto video = read_compressed(rtpmap.encoding, fmtp);
  if (!video) return std::unexpected(video.error());
  take_bandwidth(result.lines, *video, rtpmap, attributes.warnings());
  take_frame_rate(attributes, *video, fmtp.line());
  return EssenceParameters{std::move(*video)};
}

/// SMPTE 2022-6 and ST 2110-41 are known by name; the rest is kept for those who know it.
Expected<EssenceParameters> read_other(const MediaDescription& media, const Rtpmap& rtpmap, Warnings& warnings) {
  if (rtpmap.encoding.empty() || rtpmap.clock_rate_hz.value_or(0) == 0) {
    return line_error(rtpmap.line, "a=rtpmap",
                      fmt::format("is {}; allowed is encoding/clock-rate such as raw/90000", quoted(rtpmap.text)));
  }
  if (rtpmap.encoding != "SMPTE2022-6" && rtpmap.encoding != "ST2110-41") {
    warnings.add(
        {rtpmap.line, "a=rtpmap", "ST 2110-10 8"},
        fmt::format("m={} with {} is no essence of ST 2110; kept, not received", media.type, quoted(rtpmap.text)),
        "leave such sections to SDPs of their own");
  }
  return EssenceParameters{OtherEssence{.media_type = media.type,
                                        .encoding = rtpmap.encoding,
                                        .clock_rate_hz = *rtpmap.clock_rate_hz,
                                        .encoding_parameters = rtpmap.parameters}};
}

Expected<EssenceParameters> read_parameters(const MediaDescription& media, Rtpmap& rtpmap, Fmtp& fmtp,
                                            ReadEssence& result, SectionReader& attributes) {
  Warnings& warnings = attributes.warnings();
  if (rtpmap.encoding == "L16" || rtpmap.encoding == "L24" || rtpmap.encoding == "AM824") {
    check_media_type(media, rtpmap, warnings);
    const Attribute* ptime = attributes.take_one("ptime");
    if (rtpmap.encoding == "AM824") return as_essence(read_am824(rtpmap, ptime, fmtp, warnings));
    return as_essence(read_audio(rtpmap, ptime, fmtp, warnings));
  }
  const bool compressed = is_compressed(rtpmap, fmtp);
  if (!compressed && rtpmap.encoding != "raw" && rtpmap.encoding != "smpte291") {
    return read_other(media, rtpmap, warnings);
  }
  check_media_type(media, rtpmap, warnings);
  if (auto clock = check_video_clock(rtpmap, warnings); !clock) return std::unexpected(clock.error());
  if (compressed) return read_compressed_essence(rtpmap, fmtp, result, attributes);
  return rtpmap.encoding == "raw" ? as_essence(read_video(fmtp)) : as_essence(read_anc(fmtp));
}

std::string fmtp_text(const St2110Media& media, const std::string& own, const std::vector<FmtpParameter>& others) {
  std::string text = own;
  const TimestampSource& timestamps = media.timestamps;
  if (timestamps.mode) text += fmt::format("TSMODE={}; ", to_name(kTimestampModeNames, *timestamps.mode));
  if (timestamps.delay_us) text += fmt::format("TSDELAY={}; ", *timestamps.delay_us);
  for (const FmtpParameter& other : others) {
    text += other.value ? fmt::format("{}={}; ", other.name, *other.value) : other.name + "; ";
  }
  return text;
}

/// Writes one essence into a section; one overload for each kind.
class EssenceWriter {
 public:
  EssenceWriter(const St2110Media& media, const std::vector<FmtpParameter>& others, MediaDescription& section)
      : media_(media), others_(others), section_(section) {}

  void operator()(const VideoParameters& video) const { add("video", "raw/90000", write_video(video)); }
  void operator()(const AncParameters& anc) const { add("video", "smpte291/90000", write_anc(anc)); }
  void operator()(const AudioParameters& audio) const {
    add("audio", audio_rtpmap(audio), write_channel_order(audio.channel_order));
    section_.section.attributes.push_back({"ptime", ptime_text(audio.packet_time_us)});
  }
  void operator()(const Am824Parameters& audio) const {
    add("audio", fmt::format("AM824/{}/{}", audio.rate_hz, audio.channels), write_channel_order(audio.channel_order));
    section_.section.attributes.push_back({"ptime", ptime_text(audio.packet_time_us)});
  }
  void operator()(const CompressedVideoParameters& video) const {
    add("video", video.encoding + "/90000", write_compressed(video));
    if (video.bandwidth_kbps) section_.section.others.push_back({'b', fmt::format("AS:{}", *video.bandwidth_kbps)});
  }
  void operator()(const OtherEssence& other) const {
    std::string format = fmt::format("{}/{}", other.encoding, other.clock_rate_hz);
    if (!other.encoding_parameters.empty()) format += '/' + other.encoding_parameters;
    add(other.media_type, format, "");
  }

 private:
  void add(const std::string& type, const std::string& format, const std::string& own) const {
    const unsigned payload_type = media_.payload_type.value;
    section_.type = type;
    section_.formats = {fmt::format("{}", payload_type)};
    section_.section.attributes.push_back({"rtpmap", fmt::format("{} {}", payload_type, format)});
    const std::string fmtp = fmtp_text(media_, own, others_);
    if (!fmtp.empty()) section_.section.attributes.push_back({"fmtp", fmt::format("{} {}", payload_type, fmtp)});
  }

  const St2110Media& media_;
  const std::vector<FmtpParameter>& others_;
  MediaDescription& section_;
};

/// Takes over from `other` what may differ between the legs of one flow.
class DetailCopier {
 public:
  explicit DetailCopier(const EssenceParameters& other) : other_(other) {}

  void operator()(VideoParameters& video) const {
    const auto& other = std::get<VideoParameters>(other_);
    video.standard = other.standard;
    video.colorimetry = other.colorimetry;
    video.transfer = other.transfer;
    video.range = other.range;
    copy_shaping(other, video);
  }
  void operator()(CompressedVideoParameters& video) const {
    const auto& other = std::get<CompressedVideoParameters>(other_);
    video.standard = other.standard;
    video.bandwidth_kbps = other.bandwidth_kbps;
    copy_shaping(other, video);
  }
  void operator()(AudioParameters& audio) const {
    audio.channel_order = std::get<AudioParameters>(other_).channel_order;
  }
  void operator()(Am824Parameters& audio) const {
    audio.channel_order = std::get<Am824Parameters>(other_).channel_order;
  }
  void operator()(AncParameters& anc) const {
    const auto& other = std::get<AncParameters>(other_);
    const AncParameters own = anc;
    anc = other;
    anc.rate = own.rate && other.rate ? own.rate : other.rate;
    anc.interlaced = own.interlaced;
  }
  void operator()(OtherEssence& /*other*/) const {}

 private:
  template <typename T>
  static void copy_shaping(const T& from, T& to) {
    to.sender_type = from.sender_type;
    to.troff_us = from.troff_us;
    to.cmax = from.cmax;
    to.max_udp_octets = from.max_udp_octets;
  }

  const EssenceParameters& other_;
};

}  // namespace

Expected<ReadEssence> read_essence(const MediaDescription& media, SectionReader& attributes) {
  auto payload = read_payload(media, attributes);
  if (!payload) return std::unexpected(payload.error());
  ReadEssence result{
      .parameters = {}, .payload_type = payload->type, .timestamps = {}, .others = {}, .lines = media.section.others};
  Fmtp& fmtp = payload->fmtp;
  auto parameters = read_parameters(media, payload->rtpmap, fmtp, result, attributes);
  if (!parameters) return std::unexpected(parameters.error());
  result.parameters = std::move(*parameters);
  fmtp.know({"TSMODE", "TSDELAY"});
  fmtp.read_name("TSMODE", result.timestamps.mode, kTimestampModeNames);
  fmtp.read_number("TSDELAY", result.timestamps.delay_us, 0, UINT32_MAX);
  if (const auto fault = fmtp.check()) return std::unexpected(*fault);
  result.others = fmtp.others();
  return result;
}

void write_essence(const St2110Media& media, const std::vector<FmtpParameter>& others, MediaDescription& section) {
  std::visit(EssenceWriter(media, others, section), media.parameters);
}

bool same_flow(const EssenceParameters& first, const EssenceParameters& second) {
  if (first.index() != second.index()) return false;
  EssenceParameters alike = second;
  std::visit(DetailCopier(first), alike);
  return alike == first;
}

}  // namespace cw::sdp
