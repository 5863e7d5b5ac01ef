#include "gateway/hls/playlist_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

#include "gateway/core/utc_time.h"
#include "gateway/hls/picture_parameters.h"

namespace cw::hls {
namespace {

// EXT-X-GAP asks for 8, EXT-X-MAP for 6.
constexpr const char* kHead = "#EXTM3U\n#EXT-X-VERSION:8\n#EXT-X-INDEPENDENT-SEGMENTS\n";
constexpr int64_t kMicrosPerSecond = 1'000'000;

int64_t micros_of(int64_t event, Rate time_base) {
  return static_cast<int64_t>(round_div(Int128{event} * time_base.den() * kMicrosPerSecond, time_base.num()));
}

std::string decimal(int64_t value, int64_t unit, int digits) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%lld.%0*lld", static_cast<long long>(value / unit), digits,
                static_cast<long long>(value % unit));
  return text.data();
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c != '"' && c != '\n' && c != '\r') out += c;  // RFC 8216 §4.2: not allowed in a quoted string
  }
  return out + "\"";
}

std::string codec_of(const bus::CodecParameters& parameters) {
  if (!parameters.codec_string.empty()) return parameters.codec_string;
  return parameters.kind == bus::CodecKind::kH264 ? avc_codec_string(parameters.configuration) : "mp4a.40.2";
}

std::string codecs_of(const PackagerConfig& config, const Rendition& video) {
  std::vector<std::string> codecs{codec_of(video.parameters)};
  for (const Rendition& audio : config.audio) {
    const std::string codec = codec_of(audio.parameters);
    if (std::ranges::find(codecs, codec) == codecs.end()) codecs.push_back(codec);
  }
  std::string text;
  for (const std::string& codec : codecs) text += (text.empty() ? "" : ",") + codec;
  return text;
}

const char* video_range_of(const Rendition& video) {
  constexpr uint8_t kPq = 16;  // ITU-T H.273 table 3
  constexpr uint8_t kHlg = 18;
  const auto picture = parse_picture_parameters(first_parameter_set(video.parameters.configuration));
  if (picture && picture->transfer_characteristics == kPq) return "PQ";
  if (picture && picture->transfer_characteristics == kHlg) return "HLG";
  return "SDR";
}

std::string audio_line(const Rendition& audio, bool is_default) {
  const std::string& language = audio.parameters.language;
  std::string line = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=";
  line += quoted(audio.label.empty() ? audio.name : audio.label);
  if (!language.empty() && language != "und") line += ",LANGUAGE=" + quoted(language);
  line += is_default ? ",DEFAULT=YES" : ",DEFAULT=NO";
  line += ",AUTOSELECT=YES,CHANNELS=\"" + std::to_string(audio.parameters.channels) + "\"";
  line += ",URI=\"" + audio.name + "/" + kMediaPlaylistName + "\"\n";
  return line;
}

std::string captions_line(const CaptionService& service, bool is_default) {
  std::string line = "#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"captions\",NAME=" + quoted(service.name);
  if (!service.language.empty()) line += ",LANGUAGE=" + quoted(service.language);
  line += is_default ? ",DEFAULT=YES" : ",DEFAULT=NO";
  return line + ",AUTOSELECT=YES,INSTREAM-ID=" + quoted(service.instream_id) + "\n";
}

std::string variant_lines(const PackagerConfig& config, const Rendition& video, Bandwidth bandwidth) {
  const bus::CodecParameters& parameters = video.parameters;
  const auto millihertz =
      static_cast<int64_t>(round_div(Int128{parameters.time_base.num()} * 1000, parameters.time_base.den()));
  std::string line = "#EXT-X-STREAM-INF:BANDWIDTH=" + std::to_string(bandwidth.peak_bps);
  line += ",AVERAGE-BANDWIDTH=" + std::to_string(bandwidth.average_bps);
  line += ",CODECS=" + quoted(codecs_of(config, video));
  line += ",RESOLUTION=" + std::to_string(parameters.width) + "x" + std::to_string(parameters.height);
  line += ",FRAME-RATE=" + decimal(millihertz, 1000, 3);
  line += std::string(",VIDEO-RANGE=") + video_range_of(video);
  if (!config.audio.empty()) line += ",AUDIO=\"audio\"";
  line += config.captions.empty() ? ",CLOSED-CAPTIONS=NONE" : ",CLOSED-CAPTIONS=\"captions\"";
  return line + "\n" + video.name + "/" + kMediaPlaylistName + "\n";
}

Bandwidth heaviest(const std::vector<Bandwidth>& renditions) {
  Bandwidth most;
  for (const Bandwidth& one : renditions) {
    most.peak_bps = std::max(most.peak_bps, one.peak_bps);
    most.average_bps = std::max(most.average_bps, one.average_bps);
  }
  return most;
}

bool differs_noticeably(Bandwidth published, Bandwidth now) {
  return now.peak_bps * 100 > published.peak_bps * 105 || now.peak_bps * 100 < published.peak_bps * 75 ||
         now.average_bps * 100 > published.average_bps * 110 || now.average_bps * 100 < published.average_bps * 90;
}

}  // namespace

std::string segment_name(int64_t number) { return std::to_string(number) + ".m4s"; }

uint32_t target_duration_s(const RenditionGrid& grid) {
  // A segment lasts at most the grid's step and one unit that starts just before the boundary.
  const int64_t longest = grid.first_event(1) - grid.first_event(0) + grid.unit_events - 1;
  const Int128 seconds = round_div(Int128{longest} * grid.time_base.den(), grid.time_base.num());
  return seconds > 0 ? static_cast<uint32_t>(seconds) : 1;
}

std::string media_playlist_text(std::span<const SegmentEntry> segments, Rate time_base, uint32_t target_duration_s) {
  std::string text = kHead;
  text += "#EXT-X-TARGETDURATION:" + std::to_string(target_duration_s) + "\n";
  text += "#EXT-X-MEDIA-SEQUENCE:" + std::to_string(segments.empty() ? 0 : segments.front().number) + "\n";
  text += std::string("#EXT-X-MAP:URI=\"") + kInitName + "\"\n";
  for (const SegmentEntry& segment : segments) {
    const int64_t micros = micros_of(segment.end_event, time_base) - micros_of(segment.start_event, time_base);
    if (segment.gap) text += "#EXT-X-GAP\n";
    text +=
        "#EXT-X-PROGRAM-DATE-TIME:" + format_utc(time_base.time_of(segment.start_event), segment.utc_offset_s) + "\n";
    text += "#EXTINF:" + decimal(micros, kMicrosPerSecond, 6) + ",\n";
    text += segment_name(segment.number) + "\n";
  }
  return text;
}

std::string multivariant_text(const PackagerConfig& config, const MeasuredBandwidth& measured) {
  std::string text = kHead;
  for (size_t i = 0; i < config.audio.size(); ++i) text += audio_line(config.audio[i], i == 0);
  for (size_t i = 0; i < config.captions.size(); ++i) text += captions_line(config.captions[i], i == 0);

  std::vector<size_t> order(config.video.size());
  std::iota(order.begin(), order.end(), size_t{0});
  // By the nominal rates, so that the order stands still while measurements move.
  std::ranges::sort(order, [&config](size_t a, size_t b) {
    const uint32_t rate_a = config.video[a].parameters.bandwidth_bps;
    const uint32_t rate_b = config.video[b].parameters.bandwidth_bps;
    return rate_a != rate_b ? rate_a > rate_b : a < b;
  });
  const Bandwidth audio = heaviest(measured.audio);
  for (const size_t i : order) {
    const Bandwidth video = measured.video[i];
    text += variant_lines(config, config.video[i],
                          {video.peak_bps + audio.peak_bps, video.average_bps + audio.average_bps});
  }
  return text;
}

bool differs_noticeably(const MeasuredBandwidth& published, const MeasuredBandwidth& now) {
  const auto alike = [](Bandwidth a, Bandwidth b) { return !differs_noticeably(a, b); };
  return !std::ranges::equal(published.video, now.video, alike) ||
         !std::ranges::equal(published.audio, now.audio, alike);
}

}  // namespace cw::hls
