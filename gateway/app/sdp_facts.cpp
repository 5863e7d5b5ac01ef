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

/// Several values of one fact.
struct List {
  Json values = Json::array();
  std::string text;

  void add(Json value, const std::string& words, const char* separator) {
    values.push_back(std::move(value));
    text += (text.empty() ? "" : separator) + words;
  }
};

/// Collects facts; those without a value are left out.
class Facts {
 public:
  void add(const char* key, const char* label, const std::string& value) {
    if (!value.empty()) add(key, label, value, value);
  }
  void add(const char* key, const char* label, Json value, const std::string& text) {
    all_.push_back({key, label, std::move(value), text});
  }
  void add_list(const char* key, const char* label, const List& list, const char* none) {
    add(key, label, list.values, list.text.empty() ? none : list.text);
  }
  void add_rate(const std::optional<FrameRate>& rate) {
    if (rate) add("frame_rate", "frame rate", sdp::rate_text(*rate), sdp::rate_text(*rate) + " frames/s");
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

/// Words (those of `fact`) and the standard's name: "narrow linear (2110TPNL)".
template <typename E>
void add_words(const Fact& fact, E value, const sdp::Names<E>& names, Facts& facts) {
  const std::string name(sdp::to_name(names, value));
  facts.add(fact.key, fact.label, name, fmt::format("{} ({})", fact.text, name));
}

const char* words_of(sdp::SenderType type) {
  switch (type) {
    case sdp::SenderType::kNarrow: return "narrow, gapped or linear";
    case sdp::SenderType::kNarrowLinear: return "narrow linear";
    case sdp::SenderType::kWide: break;
  }
  return "wide";
}

const char* words_of(sdp::TimestampMode mode) {
  switch (mode) {
    case sdp::TimestampMode::kSampling: return "when the picture or sound was taken";
    case sdp::TimestampMode::kNew: return "made anew by this sender";
    case sdp::TimestampMode::kPreserved: break;
  }
  return "kept from its input";
}

const char* words_of(sdp::Packing packing) { return packing == sdp::Packing::kBpm ? "blocks" : "general"; }

template <typename T>
void add_raster(const T& video, const std::optional<FrameRate>& rate, Facts& facts) {
  facts.add_number("width", "width", video.width, fmt::format("{} pixels", video.width));
  facts.add_number("height", "height", video.height, fmt::format("{} lines", video.height));
  facts.add_rate(rate);
  facts.add("scan", "scan", name_of(video.scan));
}

template <typename T>
void add_shaping(const T& video, Facts& facts) {
  add_words({"sender_type", "sender type", {}, words_of(video.sender_type)}, video.sender_type, sdp::kSenderTypeNames,
            facts);
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
    facts.add_number("depth", "depth", video.depth,
                     fmt::format("{} bits{}", video.depth, video.floating_point ? ", floating point" : ""));
    if (video.floating_point) facts.add("samples", "samples", "floating point");
    facts.add_name("colorimetry", "colorimetry", video.colorimetry, sdp::kColorimetryNames);
    facts.add_name("transfer", "transfer", video.transfer, sdp::kTransferNames);
    facts.add_name("range", "range", video.range, sdp::kRangeNames);
    const Rational par = video.pixel_aspect;
    if (par != Rational{1, 1}) facts.add("pixel_aspect", "pixel aspect", fmt::format("{}:{}", par.num, par.den));
    add_words({"packing", "packing", {}, words_of(video.packing)}, video.packing, sdp::kPackingNames, facts);
    add_shaping(video, facts);
    return facts.take();
  }
  std::vector<Fact> operator()(const sdp::CompressedVideoParameters& video) const {
    Facts facts;
    facts.add("encoding", "encoding", video.encoding);
    add_raster(video, video.rate, facts);
    facts.add_name("sampling", "sampling", video.sampling, sdp::kSamplingNames);
    facts.add_number("depth", "depth", video.depth, " bits");
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
    facts.add_rate(anc.rate);
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

Json clock_json(const sdp::ReferenceClock& clock) {
  using Kind = sdp::ReferenceClock::Kind;
  switch (clock.kind) {
    case Kind::kPtp:
      return {
          {"kind", "ptp"}, {"version", clock.version}, {"grandmaster", clock.grandmaster}, {"domain", clock.domain}};
    case Kind::kPtpTraceable: return {{"kind", "ptp traceable"}, {"version", clock.version}};
    case Kind::kLocalMac: return {{"kind", "localmac"}, {"address", clock.text}};
    case Kind::kOther: break;
  }
  return {{"kind", "other"}, {"text", clock.text}};
}

Json clock_json(const sdp::MediaClockSource& clock) {
  if (!clock.other.empty()) return {{"kind", "other"}, {"text", clock.other}};
  if (!clock.direct) return {{"kind", "sender"}};
  Json out{{"kind", "direct"}, {"offset_ticks", clock.offset_ticks}};
  if (!clock.rate.empty()) out["rate"] = clock.rate;
  return out;
}

std::string clock_words(const sdp::MediaClockSource& clock) {
  if (!clock.other.empty()) return clock.other;
  if (!clock.direct) return "not locked to the reference (sender)";
  const std::string rate = clock.rate.empty() ? "" : fmt::format(", rate {}", clock.rate);
  return "locked to the reference" +
         (clock.offset_ticks == 0 ? " (direct=0)" : fmt::format(", offset {} ticks", clock.offset_ticks)) + rate;
}

}  // namespace

std::vector<Fact> facts_of(const sdp::EssenceParameters& parameters) { return std::visit(FactCollector{}, parameters); }

std::vector<Fact> facts_of(const sdp::TimestampSource& timestamps) {
  Facts facts;
  if (timestamps.mode) {
    add_words({"timestamp_mode", "time stamps", {}, words_of(*timestamps.mode)}, *timestamps.mode,
              sdp::kTimestampModeNames, facts);
  }
  facts.add_number("timestamp_delay_us", "transmission delay", timestamps.delay_us, " us");
  return facts.take();
}

std::vector<Fact> facts_of(const sdp::MediaLeg& leg) {
  Facts facts;
  facts.add("title", "title", leg.title.value_or(""));
  facts.add("address", "address", to_text(leg.destination.address));
  facts.add_number("port", "port", leg.destination.port, fmt::format("{}", leg.destination.port));
  List sources;
  for (const Ipv4Address source : leg.sources) sources.add(to_text(source), to_text(source), ", ");
  facts.add_list("sources", "source", sources, "any");
  if (leg.destination.address.is_multicast()) facts.add_number("ttl", "TTL", leg.ttl, fmt::format("{}", leg.ttl));
  facts.add("mid", "mid", leg.mid);
  List clocks;
  for (const sdp::ReferenceClock& clock : leg.reference_clocks) clocks.add(clock_json(clock), clock_words(clock), "; ");
  facts.add_list("reference_clocks", "reference clock", clocks, "not given");
  facts.add("media_clock", "RTP clock", clock_json(leg.media_clock), clock_words(leg.media_clock));
  return facts.take();
}

}  // namespace cw::app
