// The JSON document to structs: defaults, addresses, rates, paths, and which keys belong to which kind of object. Private to config.
#pragma once

#include <filesystem>

#include "config/config.h"
#include "config/json_node.h"

namespace cw::config {

/// Never fails: what is wrong is in the node's fault list and has its default in the result, so that later checks still run.
[[nodiscard]] Config convert(const JsonNode& root, const std::filesystem::path& base_dir);

// The parts, by file.
[[nodiscard]] ClockConfig convert_clock(const JsonNode& node);
/// Every network is a PTP port unless the file lists ports.
void add_default_ptp_ports(Config& config);
[[nodiscard]] SourceConfig convert_source(const JsonNode& node, const std::filesystem::path& base_dir);
[[nodiscard]] SenderConfig convert_sender(const JsonNode& node);
/// With `controllable`, a receiver may leave legs and format to a controller.
[[nodiscard]] ReceiverConfig convert_receiver(const JsonNode& node, const std::filesystem::path& base_dir,
                                              bool controllable);
[[nodiscard]] NmosConfig convert_nmos(const JsonNode& node);
[[nodiscard]] VideoParameters convert_video(const JsonNode& node);
[[nodiscard]] AudioParameters convert_audio(const JsonNode& node);
/// `config` supplies the folders; its channels are not looked at.
[[nodiscard]] ChannelConfig convert_channel(const JsonNode& node, const Config& config);

inline constexpr Names<Essence, 3> kEssenceNames{
    {{"video", Essence::kVideo}, {"audio", Essence::kAudio}, {"anc", Essence::kAnc}}};
inline constexpr Names<Scan, 3> kScanNames{
    {{"progressive", Scan::kProgressive}, {"interlaced", Scan::kInterlaced}, {"psf", Scan::kPsf}}};

[[nodiscard]] constexpr const char* name_of(Essence essence) {
  return kEssenceNames[static_cast<size_t>(essence)].first;
}

}  // namespace cw::config
