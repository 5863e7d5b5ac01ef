#include "sdp/st2110/clocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr size_t kMaxClocks = 16;
constexpr std::string_view kRefclk = "a=ts-refclk";
constexpr std::string_view kMediaclk = "a=mediaclk";
constexpr std::string_view kDefaultVersion = "IEEE1588-2008";
constexpr std::array<std::string_view, 4> kVersions{"IEEE1588-2002", kDefaultVersion, "IEEE1588-2019",
                                                    "IEEE802.1AS-2011"};

bool starts_with_word(std::string_view text, std::string_view word) {
  return equal_but_for_case(text.substr(0, word.size()), word);
}

/// Octets in the order of `text`, dashed and in capitals; empty unless there are `count` of them and nothing else.
std::string dashed_octets(std::string_view text, size_t count) {
  std::string digits;
  for (const char c : text) {
    if (c == '-' || c == ':' || c == '.') continue;
    if (!parse_number<uint8_t>({&c, 1}, 16)) return {};
    const char lower = to_lower(c);
    digits += lower >= 'a' ? static_cast<char>(lower - 'a' + 'A') : lower;
  }
  if (digits.size() != 2 * count) return {};
  std::string result;
  for (size_t i = 0; i < count; ++i) result += (i > 0 ? "-" : "") + digits.substr(2 * i, 2);
  return result;
}

/// Where the grandmaster ends and a domain may begin: a colon, unless colons are between the octets too.
size_t end_of_grandmaster(std::string_view text) {
  constexpr size_t kColonsBetweenOctets = 7;
  const auto colons = static_cast<size_t>(std::ranges::count(text, ':'));
  if (colons < kColonsBetweenOctets) return text.find(':');
  return colons == kColonsBetweenOctets ? std::string_view::npos : text.rfind(':');
}

/// "127", also as "domain-nmbr=127".
std::optional<uint8_t> parse_domain(std::string_view text) {
  constexpr std::string_view kPrefix = "domain-nmbr=";
  if (starts_with_word(text, kPrefix)) text.remove_prefix(kPrefix.size());
  return parse_number<uint8_t>(trim(text));
}

/// What follows "ptp=": IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:127 or IEEE1588-2008:traceable.
std::optional<ReferenceClock> parse_ptp(std::string_view text) {
  ReferenceClock clock{.kind = ReferenceClock::Kind::kPtp, .grandmaster = {}, .domain = 0, .text = {}};
  const size_t colon = text.find(':');
  const std::string_view version = text.substr(0, colon);
  for (const std::string_view known : kVersions) {
    if (!equal_but_for_case(version, known)) continue;
    clock.version = known;
    text.remove_prefix(std::min(text.size(), version.size() + 1));
  }
  if (equal_but_for_case(text, "traceable")) {
    clock.kind = ReferenceClock::Kind::kPtpTraceable;
    return clock;
  }
  const size_t end = end_of_grandmaster(text);
  clock.grandmaster = dashed_octets(text.substr(0, end), 8);
  if (clock.grandmaster.empty()) return std::nullopt;
  if (end == std::string_view::npos) return clock;
  const auto domain = parse_domain(text.substr(end + 1));
  if (!domain) return std::nullopt;
  clock.domain = *domain;
  return clock;
}

std::optional<ReferenceClock> parse_reference_clock(std::string_view value) {
  constexpr std::string_view kPtp = "ptp=";
  constexpr std::string_view kLocalMac = "localmac=";
  if (starts_with_word(value, kPtp)) return parse_ptp(value.substr(kPtp.size()));
  if (!starts_with_word(value, kLocalMac)) return std::nullopt;
  ReferenceClock clock{.kind = ReferenceClock::Kind::kLocalMac, .grandmaster = {}, .domain = 0, .text = {}};
  clock.text = dashed_octets(value.substr(kLocalMac.size()), 6);
  return clock.text.empty() ? std::nullopt : std::optional(clock);
}

ReferenceClock read_reference_clock(const Attribute& attribute, Warnings& warnings) {
  constexpr std::string_view kClause = "ST 2110-10 8.2";
  constexpr uint8_t kLargestDomain = 127;
  const std::string_view value = trim(attribute.value);
  const auto clock = parse_reference_clock(value);
  if (!clock) {
    warnings.add({attribute.line, kRefclk, kClause}, fmt::format("is {}, kept but not understood", quoted(value)),
                 "write ptp=IEEE1588-2008:<8 octets with dashes>:<domain>, ptp=IEEE1588-2008:traceable or localmac=");
    return {.kind = ReferenceClock::Kind::kOther, .grandmaster = {}, .domain = 0, .text = std::string(value)};
  }
  const std::string right = reference_clock_text(*clock);
  const bool any_case = clock->kind == ReferenceClock::Kind::kLocalMac;
  if (any_case ? !equal_but_for_case(right, value) : right != value) {
    warnings.add({attribute.line, kRefclk, kClause}, fmt::format("is {}, read as {}", quoted(value), right),
                 fmt::format("write {}", right));
  } else if (clock->domain > kLargestDomain) {
    warnings.add({attribute.line, kRefclk, kClause}, fmt::format("PTP domain is {}", clock->domain), "use 0 to 127");
  }
  return *clock;
}

/// "0 rate=90000" after direct=.
bool parse_direct(std::string_view text, MediaClockSource& clock) {
  constexpr std::string_view kRate = "rate=";
  const auto words = words_of(text);
  const auto offset = words.empty() ? std::nullopt : parse_number<uint32_t>(words[0]);
  if (!offset || words.size() > 2) return false;
  clock.offset_ticks = *offset;
  if (words.size() == 1) return true;
  if (!starts_with_word(words[1], kRate)) return false;
  clock.rate = words[1].substr(kRate.size());
  return !clock.rate.empty();
}

MediaClockSource parse_media_clock(std::string_view value) {
  constexpr std::string_view kDirect = "direct=";
  MediaClockSource clock;
  if (starts_with_word(value, kDirect) && parse_direct(value.substr(kDirect.size()), clock)) return clock;
  if (value.empty() || equal_but_for_case(value, "direct")) return {};
  const bool is_sender = equal_but_for_case(value, "sender");
  return {.direct = false, .offset_ticks = 0, .rate = {}, .other = is_sender ? "" : std::string(value)};
}

void note_media_clock(const Attribute& attribute, const MediaLeg& leg, Warnings& warnings) {
  const std::string_view value = trim(attribute.value);
  const MediaClockSource& clock = leg.media_clock;
  if (!clock.other.empty()) {
    warnings.add({attribute.line, kMediaclk, "ST 2110-10 8.1"},
                 fmt::format("is {}, kept but not understood", quoted(value)),
                 "write direct=0, or sender where the RTP clock runs free");
    return;
  }
  const std::string right = media_clock_text(clock);
  if (right != value) {
    warnings.add({attribute.line, kMediaclk, "ST 2110-10 8.1"}, fmt::format("is {}, read as {}", quoted(value), right),
                 fmt::format("write {}", right));
  }
  const bool ptp = std::ranges::any_of(leg.reference_clocks, [](const ReferenceClock& reference) {
    return reference.kind == ReferenceClock::Kind::kPtp || reference.kind == ReferenceClock::Kind::kPtpTraceable;
  });
  if (ptp && clock.offset_ticks != 0) {
    warnings.add({attribute.line, kMediaclk, "ST 2110-10 7.4"}, fmt::format("has the offset {}", clock.offset_ticks),
                 "with PTP write direct=0");
  }
}

/// The section that has `name`: the media section before the session.
SectionReader* holder_of(std::string_view name, SectionReader& session, SectionReader& media) {
  if (media.has(name)) return &media;
  return session.has(name) ? &session : nullptr;
}

void note_session_level(const Attribute& attribute, std::string_view clause, SectionReader& session) {
  session.warnings().add({attribute.line, fmt::format("a={}", attribute.name), clause},
                         "stands before the first m=", "write it in each media section");
}

void read_reference_clocks(SectionReader& session, SectionReader& media, MediaLeg& leg) {
  SectionReader* holder = holder_of("ts-refclk", session, media);
  if (holder == nullptr) {
    media.warnings().add({media.section().line, kRefclk, "ST 2110-10 8.2"}, "is missing",
                         "add a=ts-refclk:ptp=IEEE1588-2008:<grandmaster>:<domain> or localmac=");
    return;
  }
  Warnings unread;
  for (const Attribute* attribute : holder->all("ts-refclk")) {
    if (leg.reference_clocks.size() == kMaxClocks) break;
    const bool is_new = holder->take(*attribute, "ts-refclk");
    if (is_new && holder == &session) note_session_level(*attribute, "ST 2110-10 8.2", session);
    leg.reference_clocks.push_back(read_reference_clock(*attribute, is_new ? holder->warnings() : unread));
  }
}

void read_media_clock(SectionReader& session, SectionReader& media, MediaLeg& leg) {
  SectionReader* holder = holder_of("mediaclk", session, media);
  if (holder == nullptr) {
    media.warnings().add({media.section().line, kMediaclk, "ST 2110-10 8.1"}, "is missing, taken as direct=0",
                         "add a=mediaclk:direct=0");
    return;
  }
  const Attribute& attribute = *holder->all("mediaclk").front();
  const bool is_new = holder->take(attribute, "mediaclk");
  holder->take_one("mediaclk");
  leg.media_clock = parse_media_clock(trim(attribute.value));
  if (!is_new) return;
  if (holder == &session) note_session_level(attribute, "ST 2110-10 8.1", session);
  note_media_clock(attribute, leg, holder->warnings());
}

}  // namespace

void read_clocks(SectionReader& session, SectionReader& media, MediaLeg& leg) {
  read_reference_clocks(session, media, leg);
  read_media_clock(session, media, leg);
}

std::string reference_clock_text(const ReferenceClock& clock) {
  const std::string_view version = clock.version.empty() ? kDefaultVersion : std::string_view(clock.version);
  switch (clock.kind) {
    case ReferenceClock::Kind::kPtp: return fmt::format("ptp={}:{}:{}", version, clock.grandmaster, clock.domain);
    case ReferenceClock::Kind::kPtpTraceable: return fmt::format("ptp={}:traceable", version);
    case ReferenceClock::Kind::kLocalMac: return fmt::format("localmac={}", clock.text);
    case ReferenceClock::Kind::kOther: return clock.text;
  }
  return clock.text;
}

std::string media_clock_text(const MediaClockSource& clock) {
  if (!clock.other.empty()) return clock.other;
  if (!clock.direct) return "sender";
  const std::string text = fmt::format("direct={}", clock.offset_ticks);
  return clock.rate.empty() ? text : fmt::format("{} rate={}", text, clock.rate);
}

}  // namespace cw::sdp
