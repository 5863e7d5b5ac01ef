#include "sdp/st2110/leg_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sdp/grammar/words.h"
#include "sdp/st2110/essence.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kGroup = "a=group:DUP";
constexpr std::string_view kClause = "ST 2110-10 8.3";

bool is_duplication(const Attribute& attribute) {
  std::string_view rest = attribute.value;
  return equal_but_for_case(next_word(rest), "DUP");
}

template <typename Equal>
ReadMedia* find_by_mid(std::vector<ReadMedia>& all, Equal equal) {
  const auto found = std::ranges::find_if(
      all, [&](const ReadMedia& entry) { return !entry.media.legs.empty() && equal(entry.media.legs.front().mid); });
  return found == all.end() ? nullptr : &*found;
}

ReadMedia* find_mid(std::vector<ReadMedia>& all, std::string_view mid, const Attribute& group, Warnings& warnings) {
  if (ReadMedia* exact = find_by_mid(all, [&](const std::string& own) { return own == mid; })) return exact;
  ReadMedia* found = find_by_mid(all, [&](const std::string& own) { return equal_but_for_case(own, mid); });
  if (found != nullptr) {
    warnings.add({group.line, kGroup, "RFC 5888 4"},
                 fmt::format("names {}, read as {}", quoted(mid), found->media.legs[0].mid),
                 "write mids the same in both places");
  }
  return found;
}

/// A group of two where no section has a mid and there are just two.
bool give_mids(const std::vector<std::string_view>& words, std::vector<ReadMedia>& all, const Attribute& group,
               Warnings& warnings) {
  const bool fits =
      all.size() == kLegCount && words[1] != words[2] && std::ranges::all_of(all, [](const ReadMedia& entry) {
        return !entry.media.legs.empty() && entry.media.legs.front().mid.empty();
      });
  if (!fits) return false;
  warnings.add({group.line, kGroup, "RFC 5888 4"},
               "names mids that no section has; the two sections are taken in order", "add a=mid: to each section");
  for (size_t i = 0; i < kLegCount; ++i) all[i].media.legs.front().mid = words[i + 1];
  return true;
}

Expected<void> check_alike(const ReadMedia& first, const ReadMedia& second, Warnings& warnings) {
  const bool alike = same_flow(first.media.parameters, second.media.parameters);
  if (!alike || first.media.payload_type != second.media.payload_type) {
    return line_error(second.line, "m=",
                      fmt::format("differs in format or payload type from the section in line {} that a=group:DUP "
                                  "joins it to; both legs of ST 2022-7 are alike",
                                  first.line));
  }
  if (first.media.parameters != second.media.parameters || first.media.timestamps != second.media.timestamps) {
    warnings.add({second.line, "m=", kClause},
                 fmt::format("differs in details from its other leg in line {}, whose are used", first.line),
                 "describe both legs alike");
  }
  return {};
}

/// Makes the second section the second leg of the first.
Expected<void> join_legs(const Attribute& group, ReadMedia& first, ReadMedia& second, Warnings& warnings) {
  if (&first == &second || first.grouped || second.grouped) {
    return line_error(group.line, kGroup, "names a media section twice; allowed is two sections, in one group each");
  }
  if (first.media.legs.size() > 1 || second.media.legs.size() > 1) {
    return line_error(group.line, kGroup, "names a section that has two c= lines itself; allowed is one leg in each");
  }
  if (auto alike = check_alike(first, second, warnings); !alike) return alike;
  first.grouped = second.grouped = true;
  MediaLeg& leg = first.media.legs.emplace_back(std::move(second.media.legs.front()));
  if (second.media.title != first.media.title) leg.title = std::move(second.media.title);
  second.media.legs.clear();
  return {};
}

Expected<void> apply_group(const Attribute& group, std::vector<ReadMedia>& all, Warnings& warnings) {
  const auto words = words_of(group.value);
  if (words.size() != 1 + kLegCount) {
    return line_error(group.line, kGroup, fmt::format("names {} media sections; allowed are 2", words.size() - 1));
  }
  ReadMedia* first = find_mid(all, words[1], group, warnings);
  ReadMedia* second = find_mid(all, words[2], group, warnings);
  if (first == nullptr && second == nullptr && give_mids(words, all, group, warnings)) {
    first = &all[0];
    second = &all[1];
  }
  if (first == nullptr || second == nullptr) {
    const std::string_view missing = first == nullptr ? words[1] : words[2];
    return line_error(group.line, kGroup,
                      fmt::format("names {}; there is no other media section with a=mid:{}", quoted(missing), missing));
  }
  return join_legs(group, *first, *second, warnings);
}

/// One section with two sources for one group (RFC 7104 §4.1).
void split_by_source(ReadMedia& read, Warnings& warnings) {
  if (read.grouped || read.media.legs.size() != 1) return;
  MediaLeg& first = read.media.legs.front();
  const bool declared = std::ranges::any_of(first.attributes, [](const Attribute& attribute) {
    return equal_but_for_case(attribute.name, "ssrc-group") && is_duplication(attribute);
  });
  if (first.sources.size() != kLegCount) {
    if (!declared) return;
    warnings.add({read.line, "a=ssrc-group:DUP", "RFC 7104 4.1"}, "stands without two sources; read as one leg",
                 "add a=source-filter: incl IN IP4 destination source1 source2");
    return;
  }
  read.media.shares_section = declared;
  MediaLeg second = first;
  second.sources = {first.sources[1]};
  first.sources.resize(1);
  if (declared) {
    second.attributes.clear();
    second.lines.clear();
    second.parameters.clear();
  } else {
    second.mid.clear();
    warnings.add({read.line, "a=source-filter", kClause}, "has two sources, read as the two legs of ST 2022-7",
                 "write a media section for each leg, joined by a=group:DUP");
  }
  read.media.legs.push_back(std::move(second));
}

/// "red", or the first of "red2", "red3" ... that is free.
std::string fresh_mid(const std::string& name, std::set<std::string>& known) {
  std::string mid = name;
  for (size_t i = 2; !known.insert(mid).second; ++i) mid = name + std::to_string(i);
  return mid;
}

void name_pair(St2110Media& media, std::set<std::string>& known) {
  for (size_t leg = 0; leg < media.legs.size(); ++leg) {
    std::string& mid = media.legs[leg].mid;
    if (mid.empty()) mid = fresh_mid(name_of(static_cast<Leg>(leg)), known);
  }
}

}  // namespace

std::vector<Attribute> take_groups(SectionReader& section, bool of_session) {
  std::vector<Attribute> groups;
  for (const Attribute* attribute : section.all("group")) {
    if (!is_duplication(*attribute)) continue;
    section.take(*attribute, "group");
    groups.push_back(*attribute);
    std::string_view rest = attribute->value;
    const bool exact = next_word(rest) == "DUP";
    if (of_session && exact) continue;
    section.warnings().add(
        {attribute->line, kGroup, "RFC 5888 5"},
        of_session ? "is not in capitals" : "stands after m=", "write a=group:DUP before the first m=");
  }
  return groups;
}

void drop_repeated_mids(std::vector<ReadMedia>& all, Warnings& warnings) {
  std::set<std::string> known;
  for (ReadMedia& read : all) {
    std::string& mid = read.media.legs.front().mid;
    if (mid.empty() || known.insert(mid).second) continue;
    warnings.add({read.line, "a=mid", "RFC 5888 4"}, fmt::format("{} is the mid of two sections", quoted(mid)),
                 "give each section one of its own");
    mid.clear();
  }
}

Expected<void> pair_legs(const std::vector<Attribute>& groups, std::vector<ReadMedia>& all, Warnings& warnings) {
  for (const Attribute& group : groups) {
    if (auto joined = apply_group(group, all, warnings); !joined) return joined;
  }
  for (ReadMedia& read : all) split_by_source(read, warnings);
  return {};
}

void name_legs(std::vector<St2110Media>& all) {
  std::set<std::string> known;
  for (const St2110Media& media : all) {
    for (const MediaLeg& leg : media.legs) known.insert(leg.mid);
  }
  for (St2110Media& media : all) {
    if (media.legs.size() >= kLegCount && !media.shares_section) name_pair(media, known);
  }
}

}  // namespace cw::sdp
