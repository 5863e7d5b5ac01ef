#include "nmos/connection_api/transport_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/core/ipv4_text.h"
#include "nmos/model/resource_parts.h"
#include "sdp/st2110/reader.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

std::string_view word_of(Format format) {
  switch (format) {
    case Format::kVideo: return "video";
    case Format::kAudio: return "audio";
    case Format::kData: return "ancillary data";
    case Format::kMux: return "a mux";
  }
  return "media";
}

struct SdpLeg {
  Endpoint destination;
  Ipv4Address source;  ///< 0: any
};

/// One per path. A single section with two sources is a pair, too (RFC 7104 §4.2).
std::vector<SdpLeg> legs_of(const sdp::St2110Media& media) {
  std::vector<SdpLeg> legs;
  for (const sdp::MediaLeg& leg : media.legs) {
    legs.push_back({leg.destination, leg.sources.empty() ? Ipv4Address{} : leg.sources.front()});
  }
  if (legs.size() == 1 && media.legs.front().sources.size() == 2) {
    legs.push_back({media.legs.front().destination, media.legs.front().sources.back()});
  }
  return legs;
}

Expected<void> set_leg(const SdpLeg& from, const std::string& own_address, json& leg) {
  const std::string address = to_text(from.destination.address);
  const bool is_multicast = from.destination.address.is_multicast();
  if (!is_multicast && address != own_address) {
    return input_error(
        fmt::format("transport_file: the SDP sends to {}; this receiver is at {}", address, own_address));
  }
  leg["source_ip"] = from.source.value == 0 ? json() : json(to_text(from.source));
  leg["multicast_ip"] = is_multicast ? json(address) : json();
  leg["interface_ip"] = is_multicast ? "auto" : own_address;
  leg["destination_port"] = from.destination.port;
  leg["rtp_enabled"] = true;
  return {};
}

}  // namespace

Expected<void> apply_transport_file(const Connection& connection, Settings& settings) {
  const auto session = sdp::read_st2110(*settings.sdp);
  if (!session) return input_error("transport_file: " + session.error().message);
  const auto media = std::ranges::find(session->media, connection.format,
                                       [](const sdp::St2110Media& each) { return format_of(each.parameters); });
  if (media == session->media.end()) {
    return input_error(fmt::format("transport_file: the SDP describes {}; this receiver takes {}",
                                   word_of(format_of(session->media.front().parameters)), word_of(connection.format)));
  }
  const auto legs = legs_of(*media);
  for (size_t i = 0; i < settings.legs.size(); ++i) {
    if (i >= legs.size()) {
      settings.legs[i]["rtp_enabled"] = false;
    } else if (auto set = set_leg(legs[i], connection.addresses[i], settings.legs[i]); !set) {
      return set;
    }
  }
  settings.media = *media;
  return {};
}

}  // namespace cw::nmos
