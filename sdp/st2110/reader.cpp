#include "sdp/st2110/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/core/ipv4_text.h"
#include "sdp/grammar/parser.h"
#include "sdp/grammar/words.h"
#include "sdp/st2110/anc_parameters.h"
#include "sdp/st2110/audio_parameters.h"
#include "sdp/st2110/leg_attributes.h"
#include "sdp/st2110/video_parameters.h"

namespace cw::sdp {
namespace {

/// One media section, read; a second leg is still its own.
struct ReadMedia {
  St2110Media media;
  size_t line = 0;
  bool grouped = false;
};

Expected<PayloadType> read_payload_type(const MediaDescription& media) {
  const size_t line = media.section.line;
  if (media.protocol != "RTP/AVP") {
    return line_error(line, "m=", fmt::format("protocol is {}; allowed is RTP/AVP", quoted(media.protocol)));
  }
  const auto payload_type = parse_number<uint8_t>(media.formats[0]);
  if (!payload_type || *payload_type > 127 || media.formats.size() > 1) {
    return line_error(line, "m=", "payload type is wrong; allowed is one from 96 to 127");
  }
  return PayloadType{*payload_type};
}

/// The value of a=rtpmap or a=fmtp for the payload type, without it; nullopt when there is none.
std::optional<std::string_view> value_for(const MediaDescription& media, std::string_view name,
                                          const Attribute** found) {
  for (const Attribute& attribute : media.section.attributes) {
    if (attribute.name != name) continue;
    const std::string_view value = attribute.value;
    const size_t blank = value.find(' ');
    if (value.substr(0, blank) != media.formats[0]) continue;
    *found = &attribute;
    return blank == std::string_view::npos ? std::string_view{} : trim(value.substr(blank + 1));
  }
  return std::nullopt;
}

template <typename T>
Expected<EssenceParameters> as_essence(Expected<T> parameters) {
  if (!parameters) return std::unexpected(parameters.error());
  return EssenceParameters{std::move(*parameters)};
}

Expected<EssenceParameters> read_essence(const MediaDescription& media) {
  const Attribute* rtpmap = nullptr;
  const auto format = value_for(media, "rtpmap", &rtpmap);
  if (!format) {
    return line_error(media.section.line,
                      "m=", fmt::format("has no a=rtpmap for payload type {}", quoted(media.formats[0])));
  }
  const Attribute* fmtp_line = nullptr;
  const auto fmtp_text = value_for(media, "fmtp", &fmtp_line);
  Fmtp fmtp = fmtp_text ? Fmtp::parse(*fmtp_text, fmtp_line->line) : Fmtp::none(media.section.line);
  if (media.type == "video" && *format == "raw/90000") return as_essence(read_video(std::move(fmtp)));
  if (media.type == "video" && *format == "smpte291/90000") return as_essence(read_anc(std::move(fmtp)));
  const bool linear = format->starts_with("L16/") || format->starts_with("L24/");
  if (media.type == "audio" && linear) return as_essence(read_audio(media.section, *format, std::move(fmtp)));
  return line_error(
      rtpmap->line, "a=rtpmap",
      fmt::format("m={} with {} is not supported; allowed is video with raw/90000 or smpte291/90000, audio with "
                  "L16 or L24",
                  quoted(media.type), quoted(*format)));
}

Expected<ReadMedia> read_media(const SessionDescription& session, const MediaDescription& media) {
  const auto payload_type = read_payload_type(media);
  if (!payload_type) return std::unexpected(payload_type.error());
  auto parameters = read_essence(media);
  if (!parameters) return std::unexpected(parameters.error());
  auto leg = read_leg(session, media);
  if (!leg) return std::unexpected(leg.error());
  ReadMedia result{.media = {.parameters = std::move(*parameters),
                             .payload_type = *payload_type,
                             .legs = {},
                             .title = media.section.title},
                   .line = media.section.line};
  result.media.legs.push_back(std::move(*leg));
  return result;
}

ReadMedia* find_mid(std::vector<ReadMedia>& all, std::string_view mid) {
  const auto found = std::ranges::find_if(
      all, [mid](const ReadMedia& entry) { return !entry.media.legs.empty() && entry.media.legs.front().mid == mid; });
  return found == all.end() ? nullptr : &*found;
}

/// Makes the second section the second leg of the first.
Expected<void> join_legs(const Attribute& group, ReadMedia& first, ReadMedia& second) {
  if (&first == &second || first.grouped || second.grouped) {
    return line_error(group.line, "a=group:DUP",
                      "names a media section twice; allowed is two sections, in one group each");
  }
  if (first.media.parameters != second.media.parameters || first.media.payload_type != second.media.payload_type) {
    return line_error(second.line, "m=",
                      fmt::format("differs in format or payload type from the section in line {} that a=group:DUP "
                                  "joins it to; both legs of ST 2022-7 are alike",
                                  first.line));
  }
  first.grouped = second.grouped = true;
  first.media.legs.push_back(std::move(second.media.legs.front()));
  second.media.legs.clear();
  return {};
}

/// a=group:DUP red blue (ST 2022-7, RFC 7104 §4.1); other groups carry nothing for us.
Expected<void> apply_group(const Attribute& group, std::vector<ReadMedia>& all) {
  const auto words = words_of(group.value);
  if (words.empty() || words[0] != "DUP") return {};
  if (words.size() != 1 + kLegCount) {
    return line_error(group.line, "a=group:DUP",
                      fmt::format("names {} media sections; allowed are 2", words.size() - 1));
  }
  ReadMedia* first = find_mid(all, words[1]);
  ReadMedia* second = find_mid(all, words[2]);
  if (first == nullptr || second == nullptr) {
    const std::string_view missing = first == nullptr ? words[1] : words[2];
    return line_error(group.line, "a=group:DUP",
                      fmt::format("names {}; there is no other media section with a=mid:{}", quoted(missing), missing));
  }
  return join_legs(group, *first, *second);
}

}  // namespace

Expected<St2110Session> read_st2110(std::string_view text) {
  const auto description = parse_sdp(text);
  if (!description) return std::unexpected(description.error());
  std::vector<ReadMedia> all;
  for (const MediaDescription& media : description->media) {
    auto read = read_media(*description, media);
    if (!read) return std::unexpected(read.error());
    all.push_back(std::move(*read));
  }
  for (const Attribute& attribute : description->section.attributes) {
    if (attribute.name != "group") continue;
    if (auto grouped = apply_group(attribute, all); !grouped) return std::unexpected(grouped.error());
  }
  if (all.empty()) return input_error("the SDP has no m= line; there is nothing to receive");
  const Origin& origin = description->origin;
  St2110Session session{.name = description->name,
                        .user_name = origin.user_name,
                        .session_id = origin.session_id,
                        .session_version = origin.session_version,
                        .origin = parse_ipv4(origin.address).value_or(Ipv4Address{}),
                        .media = {}};
  for (ReadMedia& read : all) {
    if (!read.media.legs.empty()) session.media.push_back(std::move(read.media));
  }
  return session;
}

}  // namespace cw::sdp
