#include "sdp/st2110/source_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "gateway/core/ipv4_text.h"
#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr size_t kMaxSources = 64;
constexpr std::string_view kClause = "RFC 4570 3";

struct SourceFilter {
  std::optional<Ipv4Address> destination;  ///< nullopt: *, any
  std::vector<Ipv4Address> sources;
};

/// "incl IN IP4 destination source ..."; nullopt when it is anything else.
std::optional<SourceFilter> parse_source_filter(std::string_view value) {
  const auto words = words_of(value);
  constexpr size_t kBeforeSources = 4;
  if (words.size() <= kBeforeSources || words.size() > kBeforeSources + kMaxSources) return std::nullopt;
  const bool ip4 = equal_but_for_case(words[2], "IP4") || words[2] == "*";
  if (!equal_but_for_case(words[0], "incl") || !equal_but_for_case(words[1], "IN") || !ip4) return std::nullopt;
  SourceFilter filter{.destination = parse_ipv4(words[3]), .sources = {}};
  if (!filter.destination && words[3] != "*") return std::nullopt;
  for (size_t i = kBeforeSources; i < words.size(); ++i) {
    const auto source = parse_ipv4(words[i]);
    if (!source || source->is_multicast()) return std::nullopt;
    filter.sources.push_back(*source);
  }
  return filter;
}

bool applies(const SourceFilter& filter, const MediaLeg& leg) {
  return !filter.destination || *filter.destination == leg.destination.address;
}

void add_sources(const SourceFilter& filter, MediaLeg& leg) {
  for (const Ipv4Address source : filter.sources) {
    const bool known = std::ranges::find(leg.sources, source) != leg.sources.end();
    if (!known && leg.sources.size() < kMaxSources) leg.sources.push_back(source);
  }
}

void note_unused(const Attribute& attribute, bool understood, Warnings& warnings) {
  warnings.add({attribute.line, "a=source-filter", kClause},
               understood
                   ? fmt::format("is {}, which is not for the address of this medium", quoted(trim(attribute.value)))
                   : fmt::format("is {}, kept but not applied", quoted(trim(attribute.value))),
               "write: incl IN IP4 destination source, all IPv4 addresses");
}

/// Applies the filters of one section to the legs; with `with_notes`, says which were of no use.
void apply_filters(SectionReader& section, std::span<MediaLeg* const> legs, bool with_notes) {
  for (const Attribute* attribute : section.all("source-filter")) {
    const auto filter = parse_source_filter(attribute->value);
    bool used = false;
    for (MediaLeg* leg : legs) {
      if (!filter || !applies(*filter, *leg)) continue;
      add_sources(*filter, *leg);
      used = true;
    }
    if (!used && with_notes) note_unused(*attribute, filter.has_value(), section.warnings());
    if (used && section.take(*attribute, "source-filter") && !attribute->value.starts_with(' ')) {
      section.warnings().add({attribute->line, "a=source-filter", kClause}, "has no blank after the colon",
                             "write \"a=source-filter: incl IN IP4 ...\"");
    }
  }
}

}  // namespace

void read_source_filters(SectionReader& session, SectionReader& media, std::span<MediaLeg> legs) {
  std::vector<MediaLeg*> all;
  for (MediaLeg& leg : legs) all.push_back(&leg);
  apply_filters(media, all, true);
  std::erase_if(all, [](const MediaLeg* leg) { return !leg->sources.empty(); });
  apply_filters(session, all, false);
}

std::string source_filter_text(Ipv4Address destination, std::span<const Ipv4Address> sources) {
  std::string filter = " incl IN IP4 " + to_text(destination);
  for (const Ipv4Address source : sources) filter += ' ' + to_text(source);
  return filter;
}

}  // namespace cw::sdp
