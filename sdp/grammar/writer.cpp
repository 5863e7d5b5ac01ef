#include "sdp/grammar/writer.h"

#include <fmt/format.h>

#include <string_view>

namespace cw::sdp {
namespace {

void add_line(std::string& out, char type, std::string_view value) {
  out += type;
  out += '=';
  for (const char c : value) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  out += "\r\n";
}

/// Lines of the given types, in the order given.
void add_others(std::string& out, const Section& section, std::string_view types) {
  for (const char type : types) {
    for (const OtherLine& line : section.others) {
      if (line.type == type) add_line(out, type, line.value);
    }
  }
}

void add_connection(std::string& out, const Section& section) {
  if (!section.connection) return;
  std::string value = fmt::format("IN {} {}", section.connection->address_type, section.connection->address);
  if (section.connection->ttl) value += fmt::format("/{}", *section.connection->ttl);
  add_line(out, 'c', value);
}

void add_attributes(std::string& out, const Section& section) {
  for (const Attribute& attribute : section.attributes) {
    add_line(out, 'a', attribute.value.empty() ? attribute.name : attribute.name + ':' + attribute.value);
  }
}

void add_media(std::string& out, const MediaDescription& media) {
  add_line(out, 'm', fmt::format("{} {} {} {}", media.type, media.port, media.protocol, fmt::join(media.formats, " ")));
  if (!media.section.title.empty()) add_line(out, 'i', media.section.title);
  add_others(out, media.section, "uep");
  add_connection(out, media.section);
  add_others(out, media.section, "btrzk");
  add_attributes(out, media.section);
}

}  // namespace

std::string to_text(const SessionDescription& description) {
  std::string out = "v=0\r\n";
  const Origin& origin = description.origin;
  add_line(out, 'o',
           fmt::format("{} {} {} IN {} {}", origin.user_name, origin.session_id, origin.session_version,
                       origin.address_type, origin.address));
  add_line(out, 's', description.name);
  if (!description.section.title.empty()) add_line(out, 'i', description.section.title);
  add_others(out, description.section, "uep");
  add_connection(out, description.section);
  add_others(out, description.section, "btrzk");
  add_attributes(out, description.section);
  for (const MediaDescription& media : description.media) add_media(out, media);
  return out;
}

}  // namespace cw::sdp
