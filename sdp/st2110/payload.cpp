#include "sdp/st2110/payload.h"

#include <fmt/format.h>

#include <algorithm>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kProtocol = "RTP/AVP";

Expected<void> check_protocol(const MediaDescription& media, Warnings& warnings) {
  if (media.protocol == kProtocol) return {};
  const size_t line = media.section.line;
  if (!equal_but_for_case(media.protocol, kProtocol) && !equal_but_for_case(media.protocol, "RTP/AVPF")) {
    return line_error(line, "m=", fmt::format("protocol is {}; allowed is RTP/AVP", quoted(media.protocol)));
  }
  warnings.add({line, "m=", "ST 2110-10 6.2"}, fmt::format("protocol is {}, read as RTP/AVP", media.protocol),
               "write RTP/AVP");
  return {};
}

/// What follows the payload type in a=rtpmap or a=fmtp; nullopt when the line is for another one.
std::optional<std::string_view> value_for(const Attribute& attribute, std::string_view payload_type) {
  std::string_view rest = attribute.value;
  if (next_word(rest) != payload_type) return std::nullopt;
  return trim(rest);
}

const Attribute* find_for(const SectionReader& attributes, std::string_view name, std::string_view payload_type) {
  for (const Attribute* attribute : attributes.all(name)) {
    if (value_for(*attribute, payload_type)) return attribute;
  }
  return nullptr;
}

/// The two payload types of RFC 3551 table 4 that need no a=rtpmap.
std::string_view static_format(std::string_view payload_type) {
  if (payload_type == "10") return "L16/44100/2";
  return payload_type == "11" ? "L16/44100/1" : "";
}

Expected<std::string> choose_format(const MediaDescription& media, const SectionReader& attributes) {
  for (const std::string& format : media.formats) {
    if (!find_for(attributes, "rtpmap", format) && static_format(format).empty()) continue;
    if (media.formats.size() > 1) {
      attributes.warnings().add({media.section.line, "m=", "ST 2110-10 8"},
                                fmt::format("lists {} payload types; {} is used", media.formats.size(), format),
                                "write one payload type in a section");
    }
    return format;
  }
  return line_error(media.section.line,
                    "m=", fmt::format("has no a=rtpmap for payload type {}", quoted(media.formats[0])));
}

Expected<PayloadType> read_type(const std::string& format, const MediaDescription& media, Warnings& warnings) {
  constexpr uint8_t kLargest = 127;
  constexpr uint8_t kFirstDynamic = 96;
  const size_t line = media.section.line;
  const auto payload_type = parse_number<uint8_t>(format);
  if (!payload_type || *payload_type > kLargest || fmt::format("{}", *payload_type) != format) {
    return line_error(line, "m=", fmt::format("payload type is {}; allowed is one from 96 to 127", quoted(format)));
  }
  if (*payload_type < kFirstDynamic) {
    warnings.add({line, "m=", "RFC 3551 6"},
                 fmt::format("payload type is {}, which is not of the dynamic ones", format), "use 96 to 127");
  }
  return PayloadType{*payload_type};
}

Rtpmap read_rtpmap(const std::string& format, const MediaDescription& media, SectionReader& attributes) {
  const Attribute* attribute = find_for(attributes, "rtpmap", format);
  if (attribute == nullptr) return parse_rtpmap(static_format(format), media.section.line, attributes.warnings());
  for (const Attribute* other : attributes.all("rtpmap")) {
    if (!value_for(*other, format)) continue;
    attributes.take(*other, "rtpmap");
    if (other != attribute) {
      attributes.warnings().add({other->line, "a=rtpmap", "RFC 8866 6.6"}, "occurs twice; the first counts",
                                "write it once");
    }
  }
  return parse_rtpmap(*value_for(*attribute, format), attribute->line, attributes.warnings());
}

Fmtp read_fmtp(const std::string& format, const MediaDescription& media, SectionReader& attributes) {
  std::optional<Fmtp> fmtp;
  for (const Attribute* attribute : attributes.all("fmtp")) {
    const auto text = value_for(*attribute, format);
    if (!text) continue;
    attributes.take(*attribute, "fmtp");
    if (!fmtp) {
      fmtp = Fmtp::parse(*text, attribute->line, &attributes.warnings());
      continue;
    }
    attributes.warnings().add({attribute->line, "a=fmtp", "RFC 8866 6.15"},
                              fmt::format("is a second one for {}; read as part of the first", format),
                              "write all parameters in one line");
    fmtp->append(*text);
  }
  return fmtp ? std::move(*fmtp) : Fmtp::none(media.section.line, &attributes.warnings());
}

}  // namespace

Expected<Payload> read_payload(const MediaDescription& media, SectionReader& attributes) {
  if (auto protocol = check_protocol(media, attributes.warnings()); !protocol) {
    return std::unexpected(protocol.error());
  }
  const auto format = choose_format(media, attributes);
  if (!format) return std::unexpected(format.error());
  const auto type = read_type(*format, media, attributes.warnings());
  if (!type) return std::unexpected(type.error());
  return Payload{
      .type = *type, .rtpmap = read_rtpmap(*format, media, attributes), .fmtp = read_fmtp(*format, media, attributes)};
}

}  // namespace cw::sdp
