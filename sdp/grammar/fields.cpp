#include "sdp/grammar/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

using Words = std::span<const std::string_view>;

/// As many as there are payload types.
constexpr size_t kMostFormats = 128;

/// IP4 or IP6 as the standard spells it; empty for anything else.
std::string_view address_type_of(std::string_view word) {
  for (const std::string_view type : {"IP4", "IP6"}) {
    if (equal_but_for_case(word, type)) return type;
  }
  return {};
}

/// "name id version" with less or more words than these: ids are the numbers at the end.
void read_origin_start(Words words, Origin& origin) {
  std::vector<uint64_t> numbers;
  while (!words.empty() && numbers.size() < 2) {
    const auto number = parse_number<uint64_t>(words.back());
    if (!number) break;
    numbers.push_back(*number);
    words = words.first(words.size() - 1);
  }
  if (!numbers.empty()) origin.session_id = numbers.back();
  if (numbers.size() == 2) origin.session_version = numbers.front();
  if (!words.empty()) origin.user_name = fmt::format("{}", fmt::join(words, "_"));
}

void read_origin_address(Words words, Origin& origin) {
  if (words.empty()) return;
  const std::string_view type = address_type_of(words[0]);
  if (!type.empty()) origin.address_type = type;
  const Words rest = type.empty() ? words : words.subspan(1);
  if (!rest.empty()) origin.address = rest[0];
}

/// address/ttl/count, or address/count where there is no TTL (IP6).
bool read_connection_address(std::string_view text, Connection& connection) {
  const auto parts = split(text, '/');
  connection.address = trim(parts[0]);
  const size_t most = connection.address_type == "IP6" ? 2 : 3;
  if (parts.size() > most || connection.address.empty() || connection.address.find_first_of(" \t") != std::string::npos)
    return false;
  const bool has_ttl = most == 3 && parts.size() > 1;
  if (has_ttl) {
    connection.ttl = parse_number<uint8_t>(trim(parts[1]));
    if (!connection.ttl) return false;
  }
  if (parts.size() == most) {
    const auto count = parse_number<uint16_t>(trim(parts[most - 1]));
    if (!count || *count == 0) return false;
    connection.count = *count;
  }
  return true;
}

}  // namespace

Origin parse_origin(const SdpLine& line, Warnings& warnings) {
  const auto words = words_of(line.value);
  const auto id = words.size() == 6 ? parse_number<uint64_t>(words[1]) : std::nullopt;
  const auto version = words.size() == 6 ? parse_number<uint64_t>(words[2]) : std::nullopt;
  if (id && version && words[3] == "IN" && (words[4] == "IP4" || words[4] == "IP6")) {
    return {std::string(words[0]), *id, *version, std::string(words[4]), std::string(words[5])};
  }
  warnings.add({line.number, "o=", "RFC 8866 5.2"}, "is not: name id version IN IP4 address, with two numbers",
               "write it like o=- 1 1 IN IP4 192.0.2.1");
  Origin origin;
  const auto in = std::ranges::find_if(words, [](std::string_view word) { return equal_but_for_case(word, "IN"); });
  const Words all(words);
  const auto before = static_cast<size_t>(in - words.begin());
  read_origin_start(all.first(before), origin);
  if (in != words.end()) read_origin_address(all.subspan(before + 1), origin);
  return origin;
}

Expected<Connection> parse_connection(const SdpLine& line, Warnings& warnings) {
  std::string_view rest = line.value;
  std::string_view word = next_word(rest);
  const bool has_network = equal_but_for_case(word, "IN");
  const bool exact_network = word == "IN";
  if (has_network) word = next_word(rest);
  const std::string_view type = address_type_of(word);
  if (type.empty()) {
    return line_error(line.number, "c=", fmt::format("is {}; allowed is: IN IP4 address/ttl", quoted(line.value)));
  }
  if (!exact_network || type != word) {
    warnings.add({line.number, "c=", "RFC 8866 5.7"}, fmt::format("begins with {}", quoted(line.value)),
                 fmt::format("write c=IN {} address", type));
  }
  Connection connection{.address_type = std::string(type), .address = {}, .ttl = {}, .line = line.number};
  if (!read_connection_address(trim(rest), connection)) {
    return line_error(
        line.number, "c=",
        fmt::format("has {}; allowed is one address with a TTL of 0 to 255, such as 239.1.2.3/64", quoted(trim(rest))));
  }
  return connection;
}

Expected<MediaDescription> parse_media(const SdpLine& line) {
  const auto words = words_of(line.value);
  const auto fault = [&] {
    return line_error(line.number,
                      "m=", "is not understood; allowed is: type port RTP/AVP payload-type, one port from 0 to 65535");
  };
  if (words.size() < 4) return fault();
  const Words formats = Words(words).subspan(3);
  if (formats.size() > kMostFormats) {
    return line_error(line.number,
                      "m=", fmt::format("lists {} payload types; allowed are {}", formats.size(), kMostFormats));
  }
  const auto parts = split(words[1], '/');
  const auto port = parse_number<uint16_t>(parts[0]);
  const auto count = parts.size() > 1 ? parse_number<uint16_t>(parts[1]) : uint16_t{1};
  if (!port || !count || *count == 0 || parts.size() > 2) return fault();
  MediaDescription media{.type = std::string(words[0]),
                         .port = *port,
                         .port_count = *count,
                         .protocol = std::string(words[2]),
                         .formats = {formats.begin(), formats.end()},
                         .section = {}};
  media.section.line = line.number;
  return media;
}

}  // namespace cw::sdp
