#include "sdp/st2110/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "gateway/core/ipv4_text.h"
#include "sdp/grammar/parser.h"
#include "sdp/grammar/words.h"
#include "sdp/st2110/essence.h"
#include "sdp/st2110/leg_attributes.h"
#include "sdp/st2110/leg_pairs.h"
#include "sdp/st2110/section_reader.h"

namespace cw::sdp {
namespace {

/// Reads one media section after another and holds what they have in common.
class SessionReader {
 public:
  SessionReader(const SessionDescription& description, Warnings& warnings)
      : description_(description), warnings_(warnings), attributes_(description.section, warnings) {}

  [[nodiscard]] Expected<St2110Session> read();

 private:
  Expected<void> read_media(const MediaDescription& media);
  [[nodiscard]] St2110Session session() const;

  const SessionDescription& description_;
  Warnings& warnings_;
  SectionReader attributes_;
  std::vector<ReadMedia> all_;
  std::vector<Attribute> groups_;
};

Expected<St2110Session> SessionReader::read() {
  groups_ = take_groups(attributes_, true);
  for (const MediaDescription& media : description_.media) {
    if (auto read = read_media(media); !read) return std::unexpected(read.error());
  }
  if (all_.empty()) return input_error("the SDP has no m= line; there is nothing to receive");
  drop_repeated_mids(all_, warnings_);
  if (auto paired = pair_legs(groups_, all_, warnings_); !paired) return std::unexpected(paired.error());
  St2110Session result = session();
  for (ReadMedia& read : all_) {
    if (!read.media.legs.empty()) result.media.push_back(std::move(read.media));
  }
  name_legs(result.media);
  return result;
}

Expected<void> SessionReader::read_media(const MediaDescription& media) {
  SectionReader attributes(media.section, warnings_);
  auto essence = read_essence(media, attributes);
  if (!essence) return std::unexpected(essence.error());
  auto legs = read_legs(attributes_, media, attributes);
  if (!legs) return std::unexpected(legs.error());
  std::ranges::move(take_groups(attributes, false), std::back_inserter(groups_));
  for (MediaLeg& leg : *legs) {
    leg.parameters = essence->others;
    leg.lines = essence->lines;
    leg.attributes = attributes.others();
  }
  all_.push_back({.media = {.parameters = std::move(essence->parameters),
                            .payload_type = essence->payload_type,
                            .legs = std::move(*legs),
                            .title = media.section.title,
                            .timestamps = essence->timestamps},
                  .line = media.section.line});
  return {};
}

St2110Session SessionReader::session() const {
  const Origin& origin = description_.origin;
  const auto address = parse_ipv4(origin.address);
  St2110Session session{.name = description_.name,
                        .user_name = origin.user_name,
                        .session_id = origin.session_id,
                        .session_version = origin.session_version,
                        .origin = address.value_or(Ipv4Address{}),
                        .media = {},
                        .title = description_.section.title};
  if (!address) session.origin_host = fmt::format("{} {}", origin.address_type, origin.address);
  session.lines = description_.section.others;
  session.attributes = attributes_.others();
  // A session without an end is what the writer writes anyway.
  const auto has_times = [](const OtherLine& line) { return line.type == 't' || line.type == 'r'; };
  const auto first = std::ranges::find_if(session.lines, has_times);
  if (std::ranges::count_if(session.lines, has_times) == 1 && first->value == "0 0") session.lines.erase(first);
  return session;
}

}  // namespace

Expected<Reading> read_st2110_with_warnings(std::string_view text) {
  Warnings warnings;
  const auto description = parse_sdp(text, warnings);
  if (!description) return std::unexpected(description.error());
  auto session = SessionReader(*description, warnings).read();
  if (!session) return std::unexpected(session.error());
  return Reading{std::move(*session), warnings.take()};
}

Expected<St2110Session> read_st2110(std::string_view text) {
  auto reading = read_st2110_with_warnings(text);
  if (!reading) return std::unexpected(reading.error());
  return std::move(reading->session);
}

}  // namespace cw::sdp
