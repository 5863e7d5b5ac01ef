// SDP ↔ config: what a receiver's SDP file says as explicit parameters, and the SDP that a sender announces.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/loader.h"
#include "gateway/core/error.h"
#include "sdp/st2110/media.h"

namespace cw::app {

/// Fills in the format; an error says why the engine cannot take it, and changes nothing.
[[nodiscard]] Expected<void> take_format(const sdp::EssenceParameters& parameters, config::ReceiverConfig& receiver);

/// The receiver with format, payload type and legs filled in from its SDP file; unchanged when it has none. Legs follow the order of
/// the file: the first is red. Errors name file, line and what is allowed; deviations that were understood are logged.
[[nodiscard]] Expected<config::ReceiverConfig> resolve_receiver(const config::ReceiverConfig& receiver);

/// As above for text at hand; `name` stands for the file in errors.
[[nodiscard]] Expected<config::ReceiverConfig> resolve_receiver(const config::ReceiverConfig& receiver,
                                                                std::string_view sdp, const std::string& name);

/// Resolves every receiver in place; returns all faults (pointer into the config). The config is usable only when there are none.
[[nodiscard]] std::vector<config::ConfigFault> resolve_receivers(config::Config& config);

/// What a sender's SDP says of the gateway itself.
struct SdpHost {
  std::array<Ipv4Address, kLegCount> addresses{};       ///< the networks' own
  std::array<sdp::ReferenceClock, kLegCount> clocks{};  ///< ts-refclk of each leg
  uint64_t version = 1;                                 ///< rises when the above change
};

/// What a sender of this source sends; the source makes the sender's essence.
[[nodiscard]] sdp::EssenceParameters sender_essence(const config::SenderConfig& sender,
                                                    const config::SourceConfig& source);

[[nodiscard]] std::string sender_sdp(const config::SenderConfig& sender, const config::SourceConfig& source,
                                     const SdpHost& host);

}  // namespace cw::app
