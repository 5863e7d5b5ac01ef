#include "sdp/grammar/parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "sdp/grammar/fields.h"
#include "sdp/grammar/line_order.h"
#include "sdp/grammar/line_reader.h"
#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

using Failure = std::optional<std::unexpected<Error>>;

constexpr std::string_view kOnlyInSession = "ueptrz";

/// In the order of the standard; a t= and its r= stay together.
void sort_others(std::vector<OtherLine>& others) {
  std::ranges::stable_sort(
      others, {}, [](const OtherLine& line) { return kSessionOrder.find(line.type == 'r' ? 't' : line.type); });
}

/// Holds the description while its lines come in one by one.
class LineTaker {
 public:
  explicit LineTaker(Warnings& warnings) : warnings_(warnings) {}

  Failure take(const SdpLine& line);
  [[nodiscard]] Expected<SessionDescription> finish(size_t lines);

 private:
  Failure take_version(const SdpLine& line);
  Failure take_connection(const SdpLine& line);
  Failure take_media(const SdpLine& line);
  Failure take_attribute(const SdpLine& line);
  void take_origin(const SdpLine& line);
  void take_name(const SdpLine& line);
  void take_title(const SdpLine& line);
  void take_other(const SdpLine& line);
  bool take_once(const SdpLine& line, bool& taken);
  Section& section() { return result_.media.empty() ? result_.section : result_.media.back().section; }
  [[nodiscard]] bool in_session() const { return result_.media.empty(); }

  Warnings& warnings_;
  SessionDescription result_;
  LineOrder order_;
  bool has_version_ = false;
  bool has_origin_ = false;
  bool has_name_ = false;
};

Failure LineTaker::take(const SdpLine& line) {
  if (!has_version_ && line.type != 'v') return line_error(line.number, "v=", "is missing; an SDP begins with v=0");
  order_.check(line, warnings_);
  switch (line.type) {
    case 'v': return take_version(line);
    case 'o': take_origin(line); return {};
    case 's': take_name(line); return {};
    case 'i': take_title(line); return {};
    case 'c': return take_connection(line);
    case 'm': return take_media(line);
    case 'a': return take_attribute(line);
    case 'u':
    case 'e':
    case 'p':
    case 'b':
    case 't':
    case 'r':
    case 'z':
    case 'k': take_other(line); return {};
    default:
      return line_error(line.number, fmt::format("{}=", quoted(std::string_view(&line.type, 1))),
                        "is no line of an SDP; allowed is one of v o s i u e p c b t r z k a m, then =");
  }
}

Failure LineTaker::take_version(const SdpLine& line) {
  if (has_version_) return line_error(line.number, "v=", "occurs twice; one SDP has one v=0");
  if (trim(line.value) != "0") {
    return line_error(line.number, "v=", fmt::format("is {}; allowed is 0", quoted(line.value)));
  }
  has_version_ = true;
  return {};
}

/// o= and s=: the first one counts, wherever it stands.
bool LineTaker::take_once(const SdpLine& line, bool& taken) {
  const std::string where{line.type, '='};
  const std::string clause = line.type == 'o' ? "RFC 8866 5.2" : "RFC 8866 5.3";
  if (taken) {
    warnings_.add({line.number, where, clause}, "occurs twice; the first is used", "write it once");
    return false;
  }
  if (!in_session()) {
    warnings_.add({line.number, where, clause}, "stands after m=", "write it before the first m=");
  }
  taken = true;
  return true;
}

void LineTaker::take_origin(const SdpLine& line) {
  if (take_once(line, has_origin_)) result_.origin = parse_origin(line, warnings_);
}

void LineTaker::take_name(const SdpLine& line) {
  if (!take_once(line, has_name_)) return;
  if (!line.value.empty()) {
    result_.name = line.value;
  } else {
    warnings_.add({line.number, "s=", "RFC 8866 5.3"}, "is empty", "write a name, or s=- for none");
  }
}

void LineTaker::take_title(const SdpLine& line) {
  if (section().title.empty()) {
    section().title = line.value;
  } else {
    warnings_.add({line.number, "i=", "RFC 8866 5.4"}, "occurs twice; the first is used", "write it once in a section");
  }
}

void LineTaker::take_other(const SdpLine& line) {
  const bool misplaced = !in_session() && kOnlyInSession.find(line.type) != std::string_view::npos;
  if (misplaced) {
    warnings_.add({line.number, std::string{line.type, '='}, "RFC 8866 5"},
                  "stands after m=; it belongs to the session", "write it before the first m=");
  }
  (misplaced ? result_.section : section()).others.push_back({line.type, std::string(line.value), line.number});
}

Failure LineTaker::take_connection(const SdpLine& line) {
  auto connection = parse_connection(line, warnings_);
  if (!connection) return std::unexpected(connection.error());
  if (in_session() && !section().connections.empty()) {
    return line_error(line.number, "c=", "occurs twice; allowed is one in the session, more in a media section");
  }
  if (section().connections.size() == kMaxMedia) {
    return line_error(line.number, "c=", fmt::format("is one too many; allowed are {} in a media section", kMaxMedia));
  }
  section().connections.push_back(std::move(*connection));
  return {};
}

Failure LineTaker::take_media(const SdpLine& line) {
  auto media = parse_media(line);
  if (!media) return std::unexpected(media.error());
  if (result_.media.size() == kMaxMedia) {
    return line_error(line.number, "m=", fmt::format("is one too many; allowed are {}", kMaxMedia));
  }
  result_.media.push_back(std::move(*media));
  return {};
}

Failure LineTaker::take_attribute(const SdpLine& line) {
  const size_t colon = line.value.find(':');
  const std::string_view name = trim(line.value.substr(0, colon));
  if (name.empty()) return line_error(line.number, "a=", "has no name; allowed is a=name or a=name:value");
  const std::string_view value = colon == std::string_view::npos ? std::string_view{} : line.value.substr(colon + 1);
  section().attributes.push_back({std::string(name), std::string(value), line.number});
  return {};
}

Expected<SessionDescription> LineTaker::finish(size_t lines) {
  if (lines == 0) return input_error("the SDP is empty; it begins with v=0");
  if (!has_version_) return line_error(lines, "v=", "is missing; an SDP begins with v=0");
  if (!has_origin_) {
    warnings_.add({0, "o=", "RFC 8866 5.2"}, "is missing", "add a line like o=- 1 1 IN IP4 192.0.2.1");
  }
  if (!has_name_) warnings_.add({0, "s=", "RFC 8866 5.3"}, "is missing", "add a name, or s=- for none");
  auto& others = result_.section.others;
  if (std::ranges::none_of(others, [](const OtherLine& other) { return other.type == 't'; })) {
    warnings_.add({0, "t=", "RFC 8866 5.9"}, "is missing", "add t=0 0, a session without an end");
    others.push_back({'t', "0 0"});
  }
  sort_others(others);
  for (MediaDescription& media : result_.media) sort_others(media.section.others);
  return std::move(result_);
}

}  // namespace

Expected<SessionDescription> parse_sdp(std::string_view text, Warnings& warnings) {
  if (text.size() > kMaxSdpBytes) {
    return input_error(fmt::format("the text is too long for an SDP; allowed are {} octets", kMaxSdpBytes));
  }
  LineReader reader(text, warnings);
  LineTaker taker(warnings);
  while (true) {
    const auto line = reader.next();
    if (!line) return std::unexpected(line.error());
    if (!*line) return taker.finish(reader.lines());
    if (auto failure = taker.take(**line)) return std::move(*failure);
  }
}

Expected<SessionDescription> parse_sdp(std::string_view text) {
  Warnings unread;
  return parse_sdp(text, unread);
}

}  // namespace cw::sdp
