#include "sdp/st2110/writer.h"

#include <algorithm>

#include "gateway/core/ipv4_text.h"
#include "sdp/grammar/words.h"
#include "sdp/grammar/writer.h"
#include "sdp/st2110/essence.h"
#include "sdp/st2110/leg_attributes.h"
#include "sdp/st2110/leg_pairs.h"

namespace cw::sdp {
namespace {

/// `sources`: the leg's own, or those of both legs.
MediaDescription describe_leg(const St2110Media& media, const MediaLeg& leg, const std::vector<Ipv4Address>& sources) {
  MediaDescription result;
  result.section.title = leg.title.value_or(media.title);
  write_essence(media, leg.parameters, result);
  write_leg(leg, sources, result);
  return result;
}

/// One section can stand for both legs only while nothing but the source tells them apart.
bool fits_one_section(const St2110Media& media) {
  return media.shares_section && media.legs.size() == kLegCount &&
         media.legs[0].destination == media.legs[1].destination &&
         std::ranges::all_of(media.legs, [](const MediaLeg& leg) { return leg.sources.size() == 1; });
}

void add_media(const St2110Media& media, SessionDescription& session) {
  if (media.legs.empty()) return;
  if (fits_one_section(media)) {
    session.media.push_back(describe_leg(media, media.legs[0], {media.legs[0].sources[0], media.legs[1].sources[0]}));
    return;
  }
  std::string group = "DUP";
  for (const MediaLeg& leg : media.legs) {
    group += ' ' + leg.mid;
    session.media.push_back(describe_leg(media, leg, leg.sources));
  }
  if (media.legs.size() > 1) session.section.attributes.push_back({"group", group});
}

Origin origin_of(const St2110Session& session) {
  Origin origin{session.user_name, session.session_id, session.session_version, "IP4", to_text(session.origin)};
  std::string_view host = session.origin_host;
  if (host.empty()) return origin;
  origin.address_type = next_word(host);
  origin.address = trim(host);
  return origin;
}

}  // namespace

std::string write_st2110(const St2110Session& session) {
  SessionDescription description;
  description.origin = origin_of(session);
  description.name = session.name;
  description.section.title = session.title;
  description.section.others = session.lines;
  const bool has_time = std::ranges::any_of(session.lines, [](const OtherLine& line) { return line.type == 't'; });
  if (!has_time) description.section.others.push_back({'t', "0 0"});
  std::vector<St2110Media> all = session.media;
  for (St2110Media& media : all) {
    if (!fits_one_section(media)) media.shares_section = false;
  }
  name_legs(all);
  for (const St2110Media& media : all) add_media(media, description);
  auto& attributes = description.section.attributes;
  attributes.insert(attributes.end(), session.attributes.begin(), session.attributes.end());
  return to_text(description);
}

}  // namespace cw::sdp
