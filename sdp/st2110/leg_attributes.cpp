#include "sdp/st2110/leg_attributes.h"

#include <fmt/format.h>

#include "gateway/core/ipv4_text.h"
#include "sdp/grammar/words.h"
#include "sdp/st2110/clocks.h"
#include "sdp/st2110/source_filter.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kClause = "RFC 8866 5.7";

/// 232.0.0.0/8, where a receiver cannot join without a source (RFC 4607).
bool is_source_specific(Ipv4Address address) { return address.value >> 24 == 232; }

Expected<void> check_port(const MediaDescription& media) {
  const size_t line = media.section.line;
  if (media.port == 0) {
    return line_error(line, "m=", "has port 0, a stream that is switched off; allowed is 1 to 65535");
  }
  if (media.port_count > 1) {
    return line_error(
        line, "m=", fmt::format("has {} ports; allowed is one, in a section of its own each", media.port_count));
  }
  return {};
}

Expected<MediaLeg> read_connection(const Connection& connection, uint16_t port, Warnings& warnings) {
  const auto address = parse_ipv4(connection.address);
  if (connection.address_type != "IP4" || !address) {
    return line_error(
        connection.line, "c=",
        fmt::format("is {} {}; allowed is IP4 with an IPv4 address: Causeway receives no IPv6, so have the "
                    "sender use an IPv4 group",
                    quoted(connection.address_type), quoted(connection.address)));
  }
  if (connection.count > 1) {
    return line_error(connection.line, "c=",
                      fmt::format("has {} addresses; allowed is one, in a section of its own each", connection.count));
  }
  MediaLeg leg;
  leg.destination = {*address, port};
  if (address->is_multicast()) {
    if (connection.ttl) leg.ttl = *connection.ttl;
    if (!connection.ttl) {
      warnings.add({connection.line, "c=", kClause}, fmt::format("has no TTL, taken as {}", leg.ttl),
                   fmt::format("write {}/{}", connection.address, leg.ttl));
    }
  } else if (connection.ttl) {
    warnings.add({connection.line, "c=", kClause}, "has a TTL after a unicast address",
                 fmt::format("write {}", connection.address));
  }
  return leg;
}

Expected<std::vector<MediaLeg>> read_connections(const Section& session, const MediaDescription& media,
                                                 Warnings& warnings) {
  const bool of_media = !media.section.connections.empty();
  const auto& connections = of_media ? media.section.connections : session.connections;
  const size_t line = media.section.line;
  if (connections.empty()) {
    return line_error(line, "m=", "has no c= line here or in the session; add c=IN IP4 address/ttl");
  }
  if (connections.size() > kLegCount) {
    return line_error(line,
                      "m=", fmt::format("has {} c= lines; allowed are 2, the legs of ST 2022-7", connections.size()));
  }
  std::vector<MediaLeg> legs;
  for (const Connection& connection : connections) {
    auto leg = read_connection(connection, media.port, warnings);
    if (!leg) return std::unexpected(leg.error());
    legs.push_back(std::move(*leg));
  }
  if (legs.size() > 1) {
    warnings.add({connections[1].line, "c=", "ST 2110-10 8.3"}, "is the second; read as the second leg of ST 2022-7",
                 "write a media section for each leg, joined by a=group:DUP");
  }
  return legs;
}

void note_sources(const std::vector<MediaLeg>& legs, size_t line, Warnings& warnings) {
  for (const MediaLeg& leg : legs) {
    if (!leg.sources.empty() || !is_source_specific(leg.destination.address)) continue;
    warnings.add({line, "a=source-filter", "RFC 4607 4.2"},
                 fmt::format("is missing, and {} takes sources only by name", to_text(leg.destination.address)),
                 "add a=source-filter: incl IN IP4 destination source");
  }
}

/// One word, since a=group lists mids between blanks.
std::string_view read_mid(SectionReader& attributes) {
  const Attribute* attribute = attributes.take_one("mid");
  if (attribute == nullptr) return {};
  std::string_view rest = attribute->value;
  const std::string_view mid = next_word(rest);
  if (!trim(rest).empty()) {
    attributes.warnings().add({attribute->line, "a=mid", "RFC 5888 4"},
                              fmt::format("is {}, read as {}", quoted(attribute->value), mid), "write one word");
  }
  return mid;
}

}  // namespace

Expected<std::vector<MediaLeg>> read_legs(SectionReader& session, const MediaDescription& media,
                                          SectionReader& attributes) {
  if (auto port = check_port(media); !port) return std::unexpected(port.error());
  auto legs = read_connections(session.section(), media, attributes.warnings());
  if (!legs) return legs;
  read_source_filters(session, attributes, *legs);
  note_sources(*legs, media.section.line, attributes.warnings());
  MediaLeg& first = legs->front();
  read_clocks(session, attributes, first);
  first.mid = read_mid(attributes);
  for (size_t i = 1; i < legs->size(); ++i) {
    (*legs)[i].reference_clocks = first.reference_clocks;
    (*legs)[i].media_clock = first.media_clock;
  }
  return legs;
}

void write_leg(const MediaLeg& leg, std::span<const Ipv4Address> sources, MediaDescription& media) {
  const Ipv4Address address = leg.destination.address;
  media.port = leg.destination.port;
  Connection connection{.address_type = "IP4", .address = to_text(address), .ttl = {}};
  if (address.is_multicast()) connection.ttl = leg.ttl;
  media.section.connections = {std::move(connection)};
  auto& attributes = media.section.attributes;
  if (!sources.empty()) attributes.push_back({"source-filter", source_filter_text(address, sources)});
  for (const ReferenceClock& clock : leg.reference_clocks) {
    attributes.push_back({"ts-refclk", reference_clock_text(clock)});
  }
  attributes.push_back({"mediaclk", media_clock_text(leg.media_clock)});
  if (!leg.mid.empty()) attributes.push_back({"mid", leg.mid});
  attributes.insert(attributes.end(), leg.attributes.begin(), leg.attributes.end());
  media.section.others.insert(media.section.others.end(), leg.lines.begin(), leg.lines.end());
}

}  // namespace cw::sdp
