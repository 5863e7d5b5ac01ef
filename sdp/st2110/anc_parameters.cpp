#include "sdp/st2110/anc_parameters.h"

#include <fmt/format.h>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

/// 0x61 or 97.
std::optional<uint8_t> parse_octet(std::string_view text) {
  text = trim(text);
  if (text.starts_with("0x") || text.starts_with("0X")) return parse_number<uint8_t>(text.substr(2), 16);
  return parse_number<uint8_t>(text);
}

std::optional<DidSdid> parse_did_sdid(std::string_view text) {
  if (!text.starts_with('{') || !text.ends_with('}')) return std::nullopt;
  const auto parts = split(text.substr(1, text.size() - 2), ',');
  if (parts.size() != 2) return std::nullopt;
  const auto did = parse_octet(parts[0]);
  const auto sdid = parse_octet(parts[1]);
  if (!did || !sdid) return std::nullopt;
  return DidSdid{*did, *sdid};
}

}  // namespace

Expected<AncParameters> read_anc(Fmtp fmtp) {
  AncParameters anc;
  for (const Fmtp::Parameter& parameter : fmtp.parameters()) {
    if (parameter.name != "DID_SDID") continue;
    if (const auto id = parse_did_sdid(parameter.value)) {
      anc.did_sdid.push_back(*id);
    } else {
      fmtp.fail_value(parameter, "DID and SDID such as {0x61,0x02}");
    }
  }
  fmtp.read_number("VPID_Code", anc.vpid_code, 0, 255);
  fmtp.read_rate("exactframerate", anc.rate);
  fmtp.read_flag("interlace", anc.interlaced);
  fmtp.read_text("SSN", anc.standard);
  if (const auto fault = fmtp.check()) return std::unexpected(*fault);
  return anc;
}

std::string write_anc(const AncParameters& anc) {
  std::string text;
  for (const DidSdid& id : anc.did_sdid) text += fmt::format("DID_SDID={{0x{:02X},0x{:02X}}}; ", id.did, id.sdid);
  if (anc.vpid_code) text += fmt::format("VPID_Code={}; ", *anc.vpid_code);
  if (anc.rate) {
    text += anc.rate->den() == 1 ? fmt::format("exactframerate={}; ", anc.rate->num())
                                 : fmt::format("exactframerate={}/{}; ", anc.rate->num(), anc.rate->den());
  }
  if (anc.interlaced) text += "interlace; ";
  if (!anc.standard.empty()) text += fmt::format("SSN={}; ", anc.standard);
  return text;
}

}  // namespace cw::sdp
