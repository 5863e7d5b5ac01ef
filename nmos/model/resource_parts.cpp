#include "nmos/model/resource_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace cw::nmos {
namespace {

std::string_view format_word(Format format) {
  switch (format) {
    case Format::kVideo: return "video";
    case Format::kAudio: return "audio";
    case Format::kData: return "data";
    case Format::kMux: return "mux";
  }
  return "data";
}

struct EssenceFormat {
  Format operator()(const sdp::VideoParameters&) const { return Format::kVideo; }
  Format operator()(const sdp::CompressedVideoParameters&) const { return Format::kVideo; }
  Format operator()(const sdp::AudioParameters&) const { return Format::kAudio; }
  Format operator()(const sdp::Am824Parameters&) const { return Format::kAudio; }
  Format operator()(const sdp::AncParameters&) const { return Format::kData; }
  Format operator()(const sdp::OtherEssence& other) const {
    return other.encoding == "SMPTE2022-6" || other.encoding == "MP2T" ? Format::kMux : Format::kData;
  }
};

std::string_view role_suffix(GroupRole role) {
  if (role == GroupRole::kReceiver) return " in";
  return role == GroupRole::kMuxSender ? " ott" : "";
}

}  // namespace

nlohmann::json resource_core(std::string id, const std::string& label, std::string description) {
  nlohmann::json core;
  core["id"] = std::move(id);
  core["label"] = label;
  core["description"] = std::move(description);
  core["tags"] = nlohmann::json::object();
  return core;
}

Format format_of(const sdp::EssenceParameters& parameters) { return std::visit(EssenceFormat{}, parameters); }

std::string format_urn(Format format) { return fmt::format("urn:x-nmos:format:{}", format_word(format)); }

nlohmann::json rational_json(Rate rate) { return {{"numerator", rate.num()}, {"denominator", rate.den()}}; }

std::string mac_text(const MacAddress& mac) { return fmt::format("{:02x}", fmt::join(mac.octets, "-")); }

void add_asset_tags(nlohmann::json& tags, const NodeDescription& node) {
  tags["urn:x-nmos:tag:asset:manufacturer/v1.0"] = nlohmann::json::array({"Causeway"});
  tags["urn:x-nmos:tag:asset:product/v1.0"] = nlohmann::json::array({"Causeway"});
  tags["urn:x-nmos:tag:asset:instance-id/v1.0"] =
      nlohmann::json::array({node.instance_id.empty() ? node.hostname : node.instance_id});
}

void add_group_hint(nlohmann::json& tags, const std::string& name, Format format, GroupRole role) {
  std::string hint = name;
  std::ranges::replace(hint, ':', '-');
  const size_t cut = hint.find_last_of("-_./ ");
  const bool splits = cut != std::string::npos && cut > 0 && cut + 1 < hint.size();
  const std::string group = splits ? hint.substr(0, cut) : hint;
  const std::string word = splits ? hint.substr(cut + 1) : std::string(format_word(format));
  tags["urn:x-nmos:tag:grouphint/v1.0"] =
      nlohmann::json::array({fmt::format("{}:{}{}", group, word, role_suffix(role))});
}

}  // namespace cw::nmos
