#include "sdp/st2110/anc_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sdp/grammar/words.h"
#include "sdp/st2110/frame_rate_text.h"

namespace cw::sdp {
namespace {

/// 0x61 or 97.
std::optional<uint8_t> parse_octet(std::string_view text) {
  text = trim(text);
  if (text.starts_with("0x") || text.starts_with("0X")) return parse_number<uint8_t>(text.substr(2), 16);
  return parse_number<uint8_t>(text);
}

std::optional<DidSdid> parse_did_sdid(std::string_view text) {
  const auto parts = split(text, ',');
  if (parts.size() != 2) return std::nullopt;
  const auto did = parse_octet(parts[0]);
  const auto sdid = parse_octet(parts[1]);
  if (!did || !sdid) return std::nullopt;
  return DidSdid{*did, *sdid};
}

std::string did_sdid_text(DidSdid id) { return fmt::format("{{0x{:02X},0x{:02X}}}", id.did, id.sdid); }

/// {0x61,0x02}; also without braces, and several of them after one DID_SDID=.
void read_did_sdid(Fmtp& fmtp, const Fmtp::Parameter& parameter, std::vector<DidSdid>& ids) {
  const std::string allowed = "DID and SDID such as {0x61,0x02}";
  std::string right;
  std::string_view rest = parameter.value;
  if (rest.find('{') == std::string_view::npos) {
    const auto id = parse_did_sdid(rest);
    if (!id) return fmtp.fail_value(parameter, allowed);
    right = did_sdid_text(*id);
    ids.push_back(*id);
    rest = {};
  }
  while (!rest.empty()) {
    const size_t end = rest.find('}');
    const auto id =
        rest[0] == '{' && end != std::string_view::npos ? parse_did_sdid(rest.substr(1, end - 1)) : std::nullopt;
    if (!id) return fmtp.fail_value(parameter, allowed);
    ids.push_back(*id);
    right += (right.empty() ? "" : "; DID_SDID=") + did_sdid_text(*id);
    rest.remove_prefix(end + 1);
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(", \t")));
  }
  if (!equal_but_for_case(parameter.value, right)) fmtp.note_spelling(parameter, right);
}

void read_vpid(Fmtp& fmtp, AncParameters& anc) {
  constexpr uint8_t kLargest = 255;
  const Fmtp::Parameter* parameter = fmtp.find("VPID_Code");
  const auto hexadecimal =
      parameter == nullptr || parse_number<uint16_t>(parameter->value) ? std::nullopt : parse_octet(parameter->value);
  if (!hexadecimal) return fmtp.read_number("VPID_Code", anc.vpid_code, 0, kLargest);
  anc.vpid_code = *hexadecimal;
  fmtp.note_spelling(*parameter, fmt::format("{}", *hexadecimal));
}

constexpr std::string_view kEdition2018 = "ST2110-40:2018";
constexpr std::string_view kEdition2023 = "ST2110-40:2023";
/// What 2023 was to be called; receivers take both.
constexpr std::string_view kEdition2021 = "ST2110-40:2021";

/// The newer edition is announced by TM and by nothing else; 2018 itself did not ask for an SSN.
void read_standard(Fmtp& fmtp, AncParameters& anc) {
  fmtp.read_text("SSN", anc.standard);
  const std::string written = anc.standard;
  const bool right = anc.transmission ? written == kEdition2023 || written == kEdition2021
                                      : written == kEdition2018 || written.empty();
  if (right) return;
  const std::string_view edition = anc.transmission ? kEdition2023 : kEdition2018;
  const bool known =
      written.empty() || std::ranges::any_of(std::array{kEdition2018, kEdition2021, kEdition2023},
                                             [&](std::string_view name) { return equal_but_for_case(written, name); });
  if (known) anc.standard = edition;
  const std::string taken = known ? fmt::format("read as {}", edition) : "an edition unknown here";
  fmtp.note(
      "TM",
      written.empty() ? fmt::format("SSN is missing, {}", taken) : fmt::format("SSN is {}, {}", quoted(written), taken),
      fmt::format("write SSN={}; 2023 goes with TM", edition));
}

}  // namespace

Expected<AncParameters> read_anc(Fmtp& fmtp) {
  fmtp.know({"DID_SDID", "VPID_Code", "exactframerate", "interlace", "SSN", "TM", "TROFF"}, "DID_SDID");
  AncParameters anc;
  for (const Fmtp::Parameter& parameter : fmtp.parameters()) {
    if (parameter.known && parameter.name == "DID_SDID") read_did_sdid(fmtp, parameter, anc.did_sdid);
  }
  read_vpid(fmtp, anc);
  fmtp.read_rate("exactframerate", anc.rate);
  fmtp.read_flag("interlace", anc.interlaced);
  constexpr uint32_t kLongestTroffUs = 1'000'000;
  fmtp.read_number("TROFF", anc.troff_us, 0, kLongestTroffUs);
  fmtp.read_name("TM", anc.transmission, kTransmissionModelNames);
  read_standard(fmtp, anc);
  if (const auto fault = fmtp.check()) return std::unexpected(*fault);
  return anc;
}

std::string write_anc(const AncParameters& anc) {
  std::string text;
  for (const DidSdid& id : anc.did_sdid) text += fmt::format("DID_SDID={}; ", did_sdid_text(id));
  if (anc.vpid_code) text += fmt::format("VPID_Code={}; ", *anc.vpid_code);
  if (anc.rate) text += fmt::format("exactframerate={}; ", rate_text(*anc.rate));
  if (anc.interlaced) text += "interlace; ";
  if (!anc.standard.empty()) text += fmt::format("SSN={}; ", anc.standard);
  if (anc.transmission) text += fmt::format("TM={}; ", to_name(kTransmissionModelNames, *anc.transmission));
  if (anc.troff_us) text += fmt::format("TROFF={}; ", *anc.troff_us);
  return text;
}

}  // namespace cw::sdp
