#include "gateway/app/sdp_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/app/sdp_facts.h"
#include "gateway/app/sdp_file.h"
#include "gateway/core/error.h"
#include "gateway/core/ipv4_text.h"

namespace cw::app {
namespace {

using Json = nlohmann::ordered_json;

/// What nobody here knows, as it stands in the SDP.
std::vector<std::string> kept_of(const std::vector<sdp::OtherLine>& lines,
                                 const std::vector<sdp::Attribute>& attributes) {
  std::vector<std::string> kept;
  for (const sdp::OtherLine& line : lines) kept.push_back(fmt::format("{}={}", line.type, line.value));
  for (const sdp::Attribute& attribute : attributes) {
    kept.push_back(fmt::format("a={}{}{}", attribute.name, attribute.value.empty() ? "" : ":", attribute.value));
  }
  return kept;
}

std::vector<std::string> kept_of(const sdp::MediaLeg& leg) {
  std::vector<std::string> kept;
  for (const sdp::FmtpParameter& parameter : leg.parameters) {
    kept.push_back(
        fmt::format("fmtp {}{}{}", parameter.name, parameter.value ? "=" : "", parameter.value.value_or("")));
  }
  for (std::string& line : kept_of(leg.lines, leg.attributes)) kept.push_back(std::move(line));
  return kept;
}

std::string origin_words(const sdp::St2110Session& session) {
  return session.origin_host.empty() ? to_text(session.origin) : session.origin_host;
}

void add_rows(std::string& out, const std::vector<Fact>& facts, size_t indent) {
  for (const Fact& fact : facts) out += fmt::format("{:{}}{:<18} {}\n", "", indent, fact.label, fact.text);
}

void add_kept(std::string& out, const std::vector<std::string>& kept, size_t indent) {
  for (const std::string& line : kept) out += fmt::format("{:{}}{:<18} {}\n", "", indent, "kept as written", line);
}

void add_media(std::string& out, const sdp::St2110Media& media, size_t number) {
  out += fmt::format("\n{}. {}{}{}\n", number, essence_name(media.parameters), media.title.empty() ? "" : ": ",
                     media.title);
  constexpr size_t kIndent = 3;
  out += fmt::format("{:{}}{:<18} {}\n", "", kIndent, "payload type", media.payload_type.value);
  add_rows(out, facts_of(media.parameters), kIndent);
  add_rows(out, facts_of(media.timestamps), kIndent);
  for (size_t i = 0; i < media.legs.size(); ++i) {
    out += fmt::format("{:{}}{} leg{}\n", "", kIndent, name_of(static_cast<Leg>(i)),
                       media.shares_section ? " (ST 2022-7, both legs in one section)" : "");
    add_rows(out, facts_of(media.legs[i]), 2 * kIndent);
    add_kept(out, kept_of(media.legs[i]), 2 * kIndent);
  }
}

void add_warnings(std::string& out, const std::vector<sdp::Warning>& warnings) {
  if (warnings.empty()) {
    out += "\nNo deviation from the standards was found.\n";
    return;
  }
  out += fmt::format("\n{} deviation{} from the standards, read all the same:\n", warnings.size(),
                     warnings.size() == 1 ? "" : "s");
  for (const sdp::Warning& warning : warnings) out += "   " + sdp::to_text(warning) + '\n';
}

void add_facts(Json& out, const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) out[fact.key] = fact.value;
}

Json media_json(const sdp::St2110Media& media) {
  Json out{
      {"essence", essence_name(media.parameters)}, {"title", media.title}, {"payload_type", media.payload_type.value}};
  add_facts(out, facts_of(media.parameters));
  add_facts(out, facts_of(media.timestamps));
  out["legs"] = Json::array();
  for (size_t i = 0; i < media.legs.size(); ++i) {
    Json leg{{"leg", name_of(static_cast<Leg>(i))}};
    add_facts(leg, facts_of(media.legs[i]));
    leg["kept"] = kept_of(media.legs[i]);
    out["legs"].push_back(std::move(leg));
  }
  return out;
}

Json warning_json(const sdp::Warning& warning) {
  return {{"line", warning.line},
          {"where", warning.where},
          {"clause", warning.clause},
          {"what", warning.what},
          {"remedy", warning.remedy}};
}

/// Names and attributes of a hostile SDP must not steer a terminal, neither by ASCII's controls nor by U+0080 to U+009F.
void blank_controls(std::string& text) {
  std::ranges::replace_if(text, [](unsigned char c) { return c == 0x7f || (c < ' ' && c != '\n'); }, ' ');
  for (size_t at = 0; (at = text.find('\xC2', at)) != std::string::npos; ++at) {
    const auto next = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : ' ');
    if (next >= 0x80 && next < 0xA0) text[at] = text[at + 1] = ' ';
  }
}

class EssenceNamer {
 public:
  std::string operator()(const sdp::VideoParameters& /*video*/) const { return "ST 2110-20 video"; }
  std::string operator()(const sdp::AudioParameters& /*audio*/) const { return "ST 2110-30 audio"; }
  std::string operator()(const sdp::AncParameters& /*anc*/) const { return "ST 2110-40 ancillary data"; }
  std::string operator()(const sdp::CompressedVideoParameters& video) const {
    return fmt::format("ST 2110-22 video, {}", video.encoding);
  }
  std::string operator()(const sdp::Am824Parameters& /*audio*/) const { return "ST 2110-31 AES3 audio"; }
  std::string operator()(const sdp::OtherEssence& other) const {
    if (other.encoding == "SMPTE2022-6") return "ST 2022-8 SDI over IP (ST 2022-6)";
    if (other.encoding == "ST2110-41") return "ST 2110-41 fast metadata";
    return fmt::format("{} of another standard, {}", other.media_type, other.encoding);
  }
};

}  // namespace

std::string essence_name(const sdp::EssenceParameters& parameters) { return std::visit(EssenceNamer{}, parameters); }

std::string sdp_report(const sdp::Reading& reading) {
  const sdp::St2110Session& session = reading.session;
  std::string out = fmt::format("{}{}{}\n", session.name, session.title.empty() ? "" : ": ", session.title);
  out += fmt::format("   {:<18} {}\n   {:<18} {}, version {}\n", "sent by", origin_words(session), "session",
                     session.session_id, session.session_version);
  add_kept(out, kept_of(session.lines, session.attributes), 3);
  for (size_t i = 0; i < session.media.size(); ++i) add_media(out, session.media[i], i + 1);
  add_warnings(out, reading.warnings);
  blank_controls(out);
  return out;
}

std::string sdp_report_json(const sdp::Reading& reading) {
  const sdp::St2110Session& session = reading.session;
  Json out{{"name", session.name},
           {"title", session.title},
           {"origin", origin_words(session)},
           {"session_id", session.session_id},
           {"session_version", session.session_version},
           {"kept", kept_of(session.lines, session.attributes)}};
  out["media"] = Json::array();
  for (const sdp::St2110Media& media : session.media) out["media"].push_back(media_json(media));
  out["warnings"] = Json::array();
  for (const sdp::Warning& warning : reading.warnings) out["warnings"].push_back(warning_json(warning));
  // SDPs of the field hold Latin-1 too; a program that reads this gets U+FFFD rather than nothing.
  constexpr int kIndent = 2;
  return out.dump(kIndent, ' ', false, Json::error_handler_t::replace) + '\n';
}

int show_sdp(const std::string& path, bool as_json) {
  const auto text = read_sdp_file(path);
  const auto reading = text ? sdp::read_st2110_with_warnings(*text) : std::unexpected(text.error());
  if (!reading) {
    fmt::print(stderr, "{}: {}\n", path == "-" ? "standard input" : path, reading.error().message);
    return static_cast<int>(reading.error().fault);
  }
  fmt::print("{}", as_json ? sdp_report_json(*reading) : sdp_report(*reading));
  return 0;
}

}  // namespace cw::app
