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

/// Lines of the given types in their own order: r= belongs to the t= before it.
void add_others(std::string& out, const Section& section, std::string_view types) {
  for (const OtherLine& line : section.others) {
    if (types.find(line.type) != std::string_view::npos) add_line(out, line.type, line.value);
  }
}

void add_connections(std::string& out, const Section& section) {
  for (const Connection& connection : section.connections) {
    std::string value = fmt::format("IN {} {}", connection.address_type, connection.address);
    if (connection.ttl) value += fmt::format("/{}", *connection.ttl);
    if (connection.count > 1) value += fmt::format("/{}", connection.count);
    add_line(out, 'c', value);
  }
}

void add_attributes(std::string& out, const Section& section) {
  for (const Attribute& attribute : section.attributes) {
    add_line(out, 'a', attribute.value.empty() ? attribute.name : attribute.name + ':' + attribute.value);
  }
}

/// What session and media sections share, from i= on.
void add_section(std::string& out, const Section& section) {
  if (!section.title.empty()) add_line(out, 'i', section.title);
  for (const std::string_view types : {"u", "e", "p"}) add_others(out, section, types);
  add_connections(out, section);
  for (const std::string_view types : {"b", "tr", "z", "k"}) add_others(out, section, types);
  add_attributes(out, section);
}

void add_media(std::string& out, const MediaDescription& media) {
  const std::string count = media.port_count > 1 ? fmt::format("/{}", media.port_count) : "";
  add_line(out, 'm',
           fmt::format("{} {}{} {} {}", media.type, media.port, count, media.protocol, fmt::join(media.formats, " ")));
  add_section(out, media.section);
}

}  // namespace

std::string to_text(const SessionDescription& description) {
  std::string out = "v=0\r\n";
  const Origin& origin = description.origin;
  add_line(out, 'o',
           fmt::format("{} {} {} IN {} {}", origin.user_name, origin.session_id, origin.session_version,
                       origin.address_type, origin.address));
  add_line(out, 's', description.name);
  add_section(out, description.section);
  for (const MediaDescription& media : description.media) add_media(out, media);
  return out;
}

}  // namespace cw::sdp
