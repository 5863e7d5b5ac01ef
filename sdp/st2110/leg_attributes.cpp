#include "sdp/st2110/leg_attributes.h"

#include <fmt/format.h>

#include "gateway/core/ipv4_text.h"
#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kPtpPrefix = "ptp=";
constexpr std::string_view kLocalMacPrefix = "localmac=";
constexpr size_t kMaxSources = 64;

Expected<MediaLeg> read_connection(const SessionDescription& session, const MediaDescription& media) {
  const auto& connection = media.section.connection ? media.section.connection : session.section.connection;
  if (!connection) {
    return line_error(media.section.line, "m=", "has no c= line here or in the session; add c=IN IP4 address/ttl");
  }
  if (media.port == 0)
    return line_error(media.section.line, "m=", "has port 0, a stream that is switched off; allowed is 1 to 65535");
  const auto address = parse_ipv4(connection->address);
  if (connection->address_type != "IP4" || !address) {
    return line_error(connection->line, "c=",
                      fmt::format("is {} {}; allowed is IP4 with an IPv4 address", quoted(connection->address_type),
                                  quoted(connection->address)));
  }
  MediaLeg leg;
  leg.destination = {*address, media.port};
  leg.ttl = connection->ttl.value_or(leg.ttl);
  return leg;
}

/// "incl IN IP4 destination source ...", when its destination is the leg's.
Expected<void> read_source_filter(const Attribute& attribute, MediaLeg& leg) {
  const auto words = words_of(attribute.value);
  const std::string allowed = "allowed is: incl IN IP4 destination source";
  if (words.size() < 5 || words[1] != "IN")
    return line_error(attribute.line, "a=source-filter", "is not understood; " + allowed);
  const auto destination = parse_ipv4(words[3]);
  const bool any = words[3] == "*";
  if (words[0] != "incl" || (words[2] != "IP4" && words[2] != "*") || (!any && !destination)) {
    return line_error(attribute.line, "a=source-filter", fmt::format("is {}; {}", quoted(attribute.value), allowed));
  }
  if (!any && *destination != leg.destination.address) return {};
  for (size_t i = 4; i < words.size(); ++i) {
    const auto source = parse_ipv4(words[i]);
    if (!source || source->is_multicast() || leg.sources.size() == kMaxSources) {
      return line_error(
          attribute.line, "a=source-filter",
          fmt::format("has {}; allowed are up to {} addresses of sending hosts", quoted(words[i]), kMaxSources));
    }
    leg.sources.push_back(*source);
  }
  return {};
}

/// "IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:127" or "IEEE1588-2008:traceable".
Expected<ReferenceClock> read_ptp(const Attribute& attribute, std::string_view value) {
  const auto parts = split(value, ':');
  ReferenceClock clock{.kind = ReferenceClock::Kind::kPtp, .grandmaster = {}, .domain = 0, .text = {}};
  if (parts.size() == 2 && parts[1] == "traceable") {
    clock.kind = ReferenceClock::Kind::kPtpTraceable;
    return clock;
  }
  const auto octets = split(parts.size() > 1 ? parts[1] : std::string_view{}, '-');
  bool good = octets.size() == 8 && parts.size() <= 3;
  for (const std::string_view octet : octets)
    good = good && octet.size() == 2 && parse_number<uint8_t>(octet, 16).has_value();
  const auto domain = parts.size() == 3 ? parse_number<uint8_t>(parts[2]) : uint8_t{0};
  if (!good || !domain) {
    return line_error(
        attribute.line, "a=ts-refclk",
        fmt::format(
            "is {}; allowed is ptp=IEEE1588-2008:<8 octets with dashes>:<domain> or ptp=IEEE1588-2008:traceable",
            quoted(attribute.value)));
  }
  clock.grandmaster = parts[1];
  clock.domain = *domain;
  return clock;
}

Expected<ReferenceClock> read_reference_clock(const Attribute& attribute) {
  const std::string_view value = attribute.value;
  if (value.starts_with(kPtpPrefix)) return read_ptp(attribute, value.substr(kPtpPrefix.size()));
  if (value.starts_with(kLocalMacPrefix)) {
    return ReferenceClock{ReferenceClock::Kind::kLocalMac, {}, 0, std::string(value.substr(kLocalMacPrefix.size()))};
  }
  return ReferenceClock{ReferenceClock::Kind::kOther, {}, 0, std::string(value)};
}

Expected<MediaClockSource> read_media_clock(const Attribute& attribute) {
  const auto words = words_of(attribute.value);
  constexpr std::string_view kDirect = "direct";
  MediaClockSource clock;
  if (!words.empty() && words[0].starts_with(kDirect)) {
    const std::string_view rest = words[0].substr(kDirect.size());
    if (rest.empty()) return clock;
    const auto offset = rest[0] == '=' ? parse_number<uint32_t>(rest.substr(1)) : std::nullopt;
    if (!offset)
      return line_error(attribute.line, "a=mediaclk",
                        fmt::format("is {}; allowed is direct=0", quoted(attribute.value)));
    clock.offset_ticks = *offset;
    return clock;
  }
  clock.direct = false;
  return clock;
}

bool has(const Section& section, std::string_view name) { return section.find(name) != nullptr; }

Expected<void> read_clocks(const Section& section, MediaLeg& leg) {
  for (const Attribute& attribute : section.attributes) {
    if (attribute.name != "ts-refclk") continue;
    auto clock = read_reference_clock(attribute);
    if (!clock) return std::unexpected(clock.error());
    leg.reference_clocks.push_back(std::move(*clock));
  }
  return {};
}

std::string reference_clock_text(const ReferenceClock& clock) {
  switch (clock.kind) {
    case ReferenceClock::Kind::kPtp: return fmt::format("ptp=IEEE1588-2008:{}:{}", clock.grandmaster, clock.domain);
    case ReferenceClock::Kind::kPtpTraceable: return "ptp=IEEE1588-2008:traceable";
    case ReferenceClock::Kind::kLocalMac: return fmt::format("localmac={}", clock.text);
    case ReferenceClock::Kind::kOther: return clock.text;
  }
  return clock.text;
}

}  // namespace

Expected<MediaLeg> read_leg(const SessionDescription& session, const MediaDescription& media) {
  auto leg = read_connection(session, media);
  if (!leg) return leg;
  const Section& filters = has(media.section, "source-filter") ? media.section : session.section;
  for (const Attribute& attribute : filters.attributes) {
    if (attribute.name != "source-filter") continue;
    if (auto read = read_source_filter(attribute, *leg); !read) return std::unexpected(read.error());
  }
  const Section& clocks = has(media.section, "ts-refclk") ? media.section : session.section;
  if (auto read = read_clocks(clocks, *leg); !read) return std::unexpected(read.error());
  const Attribute* media_clock = media.section.find("mediaclk");
  if (media_clock == nullptr) media_clock = session.section.find("mediaclk");
  if (media_clock != nullptr) {
    const auto clock = read_media_clock(*media_clock);
    if (!clock) return std::unexpected(clock.error());
    leg->media_clock = *clock;
  }
  if (const Attribute* mid = media.section.find("mid")) leg->mid = mid->value;
  return leg;
}

void write_leg(const MediaLeg& leg, MediaDescription& media) {
  const std::string address = to_text(leg.destination.address);
  media.port = leg.destination.port;
  media.section.connection = Connection{.address_type = "IP4", .address = address, .ttl = {}, .line = 0};
  if (leg.destination.address.is_multicast()) media.section.connection->ttl = leg.ttl;
  auto& attributes = media.section.attributes;
  if (!leg.sources.empty()) {
    std::string filter = "incl IN IP4 " + address;
    for (const Ipv4Address source : leg.sources) filter += ' ' + to_text(source);
    attributes.push_back({"source-filter", filter});
  }
  for (const ReferenceClock& clock : leg.reference_clocks)
    attributes.push_back({"ts-refclk", reference_clock_text(clock)});
  attributes.push_back(
      {"mediaclk", leg.media_clock.direct ? fmt::format("direct={}", leg.media_clock.offset_ticks) : "sender"});
  if (!leg.mid.empty()) attributes.push_back({"mid", leg.mid});
}

}  // namespace cw::sdp
