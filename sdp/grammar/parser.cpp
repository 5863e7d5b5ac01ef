#include "sdp/grammar/parser.h"

#include <fmt/format.h>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

using Failure = std::optional<std::unexpected<Error>>;

/// Holds the description while its lines come in one by one.
class LineTaker {
 public:
  Failure take(size_t number, char type, std::string_view value);
  [[nodiscard]] Expected<SessionDescription> finish(size_t lines);

 private:
  Failure take_version(size_t number, std::string_view value);
  Failure take_origin(size_t number, std::string_view value);
  Failure take_connection(size_t number, std::string_view value);
  Failure take_media(size_t number, std::string_view value);
  Failure take_attribute(size_t number, std::string_view value);
  Failure take_name(size_t number, std::string_view value);
  Section& section() { return result_.media.empty() ? result_.section : result_.media.back().section; }
  [[nodiscard]] bool in_session() const { return result_.media.empty(); }

  SessionDescription result_;
  bool has_version_ = false;
  bool has_origin_ = false;
  bool has_name_ = false;
};

Failure LineTaker::take(size_t number, char type, std::string_view value) {
  if (!has_version_ && type != 'v') return line_error(number, "v=", "is missing; an SDP begins with v=0");
  switch (type) {
    case 'v': return take_version(number, value);
    case 'o': return take_origin(number, value);
    case 's': return take_name(number, value);
    case 'c': return take_connection(number, value);
    case 'm': return take_media(number, value);
    case 'a': return take_attribute(number, value);
    case 'i': section().title = value; return {};
    case 'u':
    case 'e':
    case 'p':
    case 'b':
    case 't':
    case 'r':
    case 'z':
    case 'k': section().others.push_back({type, std::string(value)}); return {};
    default:
      return line_error(number, fmt::format("{}=", quoted(std::string_view(&type, 1))),
                        "is no line of an SDP; allowed is one of v o s i u e p c b t r z k a m, then =");
  }
}

Failure LineTaker::take_version(size_t number, std::string_view value) {
  if (has_version_) return line_error(number, "v=", "occurs twice; one SDP has one v=0");
  if (trim(value) != "0") return line_error(number, "v=", fmt::format("is {}; allowed is 0", quoted(value)));
  has_version_ = true;
  return {};
}

Failure LineTaker::take_name(size_t number, std::string_view value) {
  if (!in_session() || has_name_) return line_error(number, "s=", "is allowed once, before the first m=");
  has_name_ = true;
  result_.name = value;
  return {};
}

Failure LineTaker::take_origin(size_t number, std::string_view value) {
  if (!in_session() || has_origin_) return line_error(number, "o=", "is allowed once, before the first m=");
  const auto words = words_of(value);
  const auto id = words.size() == 6 ? parse_number<uint64_t>(words[1]) : std::nullopt;
  const auto version = words.size() == 6 ? parse_number<uint64_t>(words[2]) : std::nullopt;
  if (!id || !version || words[3] != "IN") {
    return line_error(number, "o=", "is not understood; allowed is: name id version IN IP4 address");
  }
  has_origin_ = true;
  result_.origin = {std::string(words[0]), *id, *version, std::string(words[4]), std::string(words[5])};
  return {};
}

Failure LineTaker::take_connection(size_t number, std::string_view value) {
  const auto words = words_of(value);
  if (words.size() != 3 || words[0] != "IN") {
    return line_error(number, "c=", "is not understood; allowed is: IN IP4 address/ttl");
  }
  if (section().connection)
    return line_error(number, "c=", "occurs twice; allowed is one in the session and in each media section");
  const auto parts = split(words[2], '/');
  Connection connection{
      .address_type = std::string(words[1]), .address = std::string(parts[0]), .ttl = {}, .line = number};
  if (parts.size() > 1) {
    connection.ttl = parse_number<uint8_t>(parts[1]);
    if (!connection.ttl || parts.size() > 2) {
      return line_error(number,
                        "c=", fmt::format("has {}; allowed is one address with a TTL of 0 to 255", quoted(words[2])));
    }
  }
  section().connection = std::move(connection);
  return {};
}

Failure LineTaker::take_media(size_t number, std::string_view value) {
  const auto words = words_of(value);
  const auto port = words.size() >= 4 ? parse_number<uint16_t>(words[1]) : std::nullopt;
  if (!port) {
    return line_error(number,
                      "m=", "is not understood; allowed is: type port RTP/AVP payload-type, one port from 0 to 65535");
  }
  if (result_.media.size() == kMaxMedia)
    return line_error(number, "m=", fmt::format("is one too many; allowed are {}", kMaxMedia));
  MediaDescription media{
      .type = std::string(words[0]), .port = *port, .protocol = std::string(words[2]), .formats = {}, .section = {}};
  for (size_t i = 3; i < words.size(); ++i) media.formats.emplace_back(words[i]);
  media.section.line = number;
  result_.media.push_back(std::move(media));
  return {};
}

Failure LineTaker::take_attribute(size_t number, std::string_view value) {
  const size_t colon = value.find(':');
  const std::string_view name = trim(value.substr(0, colon));
  if (name.empty()) return line_error(number, "a=", "has no name; allowed is a=name or a=name:value");
  const std::string_view rest = colon == std::string_view::npos ? std::string_view{} : value.substr(colon + 1);
  section().attributes.push_back({std::string(name), std::string(trim(rest)), number});
  return {};
}

Expected<SessionDescription> LineTaker::finish(size_t lines) {
  if (!has_version_) return line_error(lines, "v=", "is missing; an SDP begins with v=0");
  if (!has_origin_) return line_error(lines, "o=", "is missing; an SDP needs: o=name id version IN IP4 address");
  if (!has_name_) return line_error(lines, "s=", "is missing; an SDP needs a session name, s=- will do");
  return std::move(result_);
}

/// Takes one line off `text`, without its line end.
std::string_view next_line(std::string_view& text) {
  const size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Expected<SessionDescription> parse_sdp(std::string_view text) {
  if (text.size() > kMaxSdpBytes) {
    return line_error(1, "v=", fmt::format("the text has {} octets; allowed are {}", text.size(), kMaxSdpBytes));
  }
  LineTaker taker;
  size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::string_view line = next_line(text);
    if (trim(line).empty()) continue;
    if (line.size() < 2 || line[1] != '=') {
      return line_error(number, quoted(line.substr(0, 12)),
                        "is no line of an SDP; allowed is a letter, =, and a value");
    }
    if (line.find('\0') != std::string_view::npos || line.find('\r') != std::string_view::npos) {
      return line_error(number, line.substr(0, 2), "holds a NUL or CR character; allowed is text");
    }
    if (auto failure = taker.take(number, line[0], line.substr(2))) return std::move(*failure);
  }
  return taker.finish(number);
}

}  // namespace cw::sdp
