#include "gateway/app/sdp_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gateway/core/ipv4_text.h"
#include "sdp/st2110/frame_rate_text.h"
#include "sdp/st2110/names.h"
#include "sdp/st2110/packet_time.h"

namespace cw::app {
namespace {

using Json = nlohmann::ordered_json;

/// Collects facts; those without a value are left out.
class Facts {
 public:
  void add(const char* key, const char* label, const std::string& value) {
    if (!value.empty()) all_.push_back({key, label, value, value});
  }
  void add_number(const char* key, const char* label, uint64_t value, const std::string& text) {
    all_.push_back({key, label, value, text});
  }
  template <typename T>
  void add_number(const char* key, const char* label, const std::optional<T>& value, const char* unit = "") {
    if (value) add_number(key, label, *value, fmt::format("{}{}", *value, unit));
  }
  template <typename E>
  void add_name(const char* key, const char* label, E value, const sdp::Names<E>& names) {
    add(key, label, std::string(sdp::to_name(names, value)));
  }
  template <typename E>
  void add_name(const char* key, const char* label, const std::optional<E>& value, const sdp::Names<E>& names) {
    if (value) add_name(key, label, *value, names);
  }
  [[nodiscard]] std::vector<Fact> take() { return std::move(all_); }

 private:
  std::vector<Fact> all_;
};

const char* name_of(sdp::Scan scan) {
  switch (scan) {
    case sdp::Scan::kInterlaced: return "interlaced";
    case sdp::Scan::kPsf: return "PsF";
    case sdp::Scan::kProgressive: break;
  }
  return "progressive";
}

const char* name_of(sdp::SenderType type) {
  switch (type) {
    case sdp::SenderType::kNarrow: return "narrow, gapped or linear (2110TPN)";
    case sdp::SenderType::kNarrowLinear: return "narrow linear (2110TPNL)";
    case sdp::SenderType::kWide: break;
  }
  return "wide (2110TPW)";
}

/// "1920 x 1080, interlaced, 25 frames/s"
template <typename T>
void add_raster(const T& video, const std::optional<FrameRate>& rate, Facts& facts) {
  facts.add_number("width", "width", video.width, fmt::format("{} pixels", video.width));
  facts.add_number("height", "height", video.height, fmt::format("{} lines", video.height));
  if (rate) facts.add("frame_rate", "frame rate", sdp::rate_text(*rate));
  facts.add("scan", "scan", name_of(video.scan));
}

template <typename T>
void add_shaping(const T& video, Facts& facts) {
  facts.add("sender_type", "sender type", name_of(video.sender_type));
  facts.add_number("troff_us", "transmit offset", video.troff_us, " us");
  facts.add_number("cmax", "CMAX", video.cmax, " packets");
  facts.add_number("max_udp_octets", "largest datagram", video.max_udp_octets,
                   fmt::format("{} octets", video.max_udp_octets));
  facts.add("standard", "standard", video.standard);
}

std::string packet_time(uint32_t us) { return sdp::ptime_text(us) + " ms"; }

class FactCollector {
 public:
  std::vector<Fact> operator()(const sdp::VideoParameters& video) const {
    Facts facts;
    add_raster(video, video.rate, facts);
    facts.add_name("sampling", "sampling", video.sampling, sdp::kSamplingNames);
    facts.add("depth", "depth", fmt::format("{}{}", video.depth, video.floating_point ? "f" : ""));
    facts.add_name("colorimetry", "colorimetry", video.colorimetry, sdp::kColorimetryNames);
    facts.add_name("transfer", "transfer", video.transfer, sdp::kTransferNames);
    facts.add_name("range", "range", video.range, sdp::kRangeNames);
    const Rational par = video.pixel_aspect;
    if (par != Rational{1, 1}) facts.add("pixel_aspect", "pixel aspect", fmt::format("{}:{}", par.num, par.den));
    facts.add_name("packing", "packing", video.packing, sdp::kPackingNames);
    add_shaping(video, facts);
    return facts.take();
  }
  std::vector<Fact> operator()(const sdp::CompressedVideoParameters& video) const {
    Facts facts;
    facts.add("encoding", "encoding", video.encoding);
    add_raster(video, video.rate, facts);
    facts.add_name("sampling", "sampling", video.sampling, sdp::kSamplingNames);
    facts.add_number("depth", "depth", video.depth);
    facts.add_name("colorimetry", "colorimetry", video.colorimetry, sdp::kColorimetryNames);
    facts.add_name("transfer", "transfer", video.transfer, sdp::kTransferNames);
    facts.add_name("range", "range", video.range, sdp::kRangeNames);
    facts.add("profile", "profile", video.profile);
    facts.add("level", "level", video.level);
    facts.add("sublevel", "sublevel", video.sublevel);
    facts.add_number("packet_mode", "packet mode", video.packet_mode);
    facts.add_number("transmission_mode", "transmission mode", video.transmission_mode);
    facts.add_number("bandwidth_kbps", "bandwidth", video.bandwidth_kbps, " kb/s");
    add_shaping(video, facts);
    return facts.take();
  }
  std::vector<Fact> operator()(const sdp::AudioParameters& audio) const {
    Facts facts;
    facts.add_number("depth", "depth", audio.depth, fmt::format("{} bits", audio.depth));
    add_sound(audio, facts);
    return facts.take();
  }
  std::vector<Fact> operator()(const sdp::Am824Parameters& audio) const {
    Facts facts;
    add_sound(audio, facts);
    return facts.take();
  }
  std::vector<Fact> operator()(const sdp::AncParameters& anc) const {
    Facts facts;
    std::vector<std::string> ids;
    for (const DidSdid& id : anc.did_sdid) ids.push_back(fmt::format("{:02X}/{:02X}", id.did, id.sdid));
    facts.add("did_sdid", "DID/SDID", ids.empty() ? "any" : fmt::format("{}", fmt::join(ids, ", ")));
    facts.add_number("vpid_code", "VPID code", anc.vpid_code);
    if (anc.rate) facts.add("frame_rate", "frame rate", sdp::rate_text(*anc.rate));
    if (anc.interlaced) facts.add("scan", "scan", "interlaced");
    facts.add_name("transmission", "transmission model", anc.transmission, sdp::kTransmissionModelNames);
    facts.add_number("troff_us", "transmit offset", anc.troff_us, " us");
    facts.add("standard", "standard", anc.standard);
    return facts.take();
  }
  std::vector<Fact> operator()(const sdp::OtherEssence& other) const {
    Facts facts;
    facts.add("media_type", "m=", other.media_type);
    facts.add("encoding", "encoding", other.encoding);
    facts.add_number("clock_rate_hz", "clock rate", other.clock_rate_hz, fmt::format("{} Hz", other.clock_rate_hz));
    facts.add("encoding_parameters", "encoding parameters", other.encoding_parameters);
    return facts.take();
  }

 private:
  template <typename T>
  static void add_sound(const T& audio, Facts& facts) {
    facts.add_number("rate_hz", "sample rate", audio.rate_hz, fmt::format("{} Hz", audio.rate_hz));
    facts.add_number("channels", "channels", audio.channels, fmt::format("{}", audio.channels));
    facts.add_number("packet_time_us", "packet time", audio.packet_time_us, packet_time(audio.packet_time_us));
    facts.add("channel_order", "channel order", audio.channel_order);
  }
};

std::string clock_words(const sdp::ReferenceClock& clock) {
  using Kind = sdp::ReferenceClock::Kind;
  switch (clock.kind) {
    case Kind::kPtp:
      return fmt::format("PTP {}, grandmaster {}, domain {}", clock.version, clock.grandmaster, clock.domain);
    case Kind::kPtpTraceable: return fmt::format("PTP {}, any traceable grandmaster", clock.version);
    case Kind::kLocalMac: return fmt::format("the sender's own, {}", clock.text);
    case Kind::kOther: break;
  }
  return clock.text;
}

std::string clock_words(const sdp::MediaClockSource& clock) {
  if (!clock.other.empty()) return clock.other;
  if (!clock.direct) return "not locked to the reference (sender)";
  return clock.offset_ticks == 0 ? "locked to the reference (direct=0)"
                                 : fmt::format("locked to the reference, offset {} ticks", clock.offset_ticks);
}

}  // namespace

std::vector<Fact> facts_of(const sdp::EssenceParameters& parameters) { return std::visit(FactCollector{}, parameters); }

std::vector<Fact> facts_of(const sdp::TimestampSource& timestamps) {
  Facts facts;
  facts.add_name("timestamp_mode", "time stamps", timestamps.mode, sdp::kTimestampModeNames);
  facts.add_number("timestamp_delay_us", "transmission delay", timestamps.delay_us, " us");
  return facts.take();
}

std::vector<Fact> facts_of(const sdp::MediaLeg& leg) {
  Facts facts;
  facts.add("address", "address", to_text(leg.destination.address));
  facts.add_number("port", "port", leg.destination.port, fmt::format("{}", leg.destination.port));
  Json sources = Json::array();
  std::string source_words;
  for (const Ipv4Address source : leg.sources) {
    sources.push_back(to_text(source));
    source_words += (source_words.empty() ? "" : ", ") + to_text(source);
  }
  std::vector<Fact> all = facts.take();
  all.push_back({"sources", "source", sources, source_words.empty() ? "any" : source_words});
  if (leg.destination.address.is_multicast()) facts.add_number("ttl", "TTL", leg.ttl, fmt::format("{}", leg.ttl));
  facts.add("mid", "mid", leg.mid);
  for (Fact& fact : facts.take()) all.push_back(std::move(fact));
  Json clocks = Json::array();
  std::string words;
  for (const sdp::ReferenceClock& clock : leg.reference_clocks) {
    clocks.push_back(clock_words(clock));
    words += (words.empty() ? "" : "; ") + clock_words(clock);
  }
  all.push_back({"reference_clocks", "reference clock", clocks, words.empty() ? "not given" : words});
  all.push_back({"media_clock", "RTP clock", clock_words(leg.media_clock), clock_words(leg.media_clock)});
  return all;
}

}  // namespace cw::app
