// Channels and outputs of config/cross_checks.h.
#include <fmt/format.h>

#include <algorithm>

#include "config/conversion.h"
#include "config/cross_checks.h"
#include "config/json_text.h"
#include "gateway/core/ipv4_text.h"

namespace cw::config {
namespace {

/// 188-octet packets with PES headers, tables and stuffing cost a few per cent.
constexpr uint64_t kMuxOverheadPercent = 5;
constexpr size_t kShortestPassphrase = 10;

void check_input(const Config& config, const std::string& id, Essence wanted, const std::string& pointer,
                 FaultList& faults) {
  const auto receiver = std::ranges::find(config.receivers, id, &ReceiverConfig::id);
  if (receiver == config.receivers.end()) {
    check_reference(id, {ids_of(config.receivers), "/receivers"}, pointer, faults);
    return;
  }
  const auto index = static_cast<size_t>(receiver - config.receivers.begin());
  if (receiver->essence == wanted || faults.touched(child(pointer_to("receivers", index), "essence"))) return;
  faults.add(pointer, fmt::format("is \"{}\", a receiver of {}; allowed is a receiver of {}", id,
                                  name_of(receiver->essence), name_of(wanted)));
}

void check_input_list(const Config& config, const std::vector<std::string>& ids, Essence wanted,
                      const std::string& pointer, FaultList& faults) {
  for (size_t i = 0; i < ids.size(); ++i) {
    check_input(config, ids[i], wanted, child(pointer, i), faults);
    if (std::ranges::find(ids, ids[i]) - ids.begin() != static_cast<std::ptrdiff_t>(i)) {
      faults.add(child(pointer, i), fmt::format("is \"{}\" a second time; allowed is each receiver once", ids[i]));
    }
  }
}

void check_inputs(const Config& config, const ChannelConfig& channel, const std::string& pointer, FaultList& faults) {
  const std::string inputs = child(pointer, "inputs");
  if (channel.inputs.video.empty() && !faults.touched(inputs)) {
    faults.add(inputs, "has no \"video\"; a channel needs at least one receiver of video");
  }
  check_input_list(config, channel.inputs.video, Essence::kVideo, child(inputs, "video"), faults);
  check_input_list(config, channel.inputs.audio, Essence::kAudio, child(inputs, "audio"), faults);
  if (channel.audio.routable) {
    check_input_list(config, *channel.audio.routable, Essence::kAudio, child(child(pointer, "audio"), "routable"),
                     faults);
  }
  if (!channel.inputs.anc.empty()) check_input(config, channel.inputs.anc, Essence::kAnc, child(inputs, "anc"), faults);
}

struct PlacedOutput {
  const ChannelConfig* channel;
  const OutputConfig* output;
  std::string channel_pointer;
  std::string pointer;
};

void check_hls(const PlacedOutput& place, FaultList& faults) {
  const uint32_t gop_ms = place.channel->gop_ms;
  if (gop_ms == 0 || place.output->segment_ms % gop_ms == 0) return;
  faults.add(child(place.pointer, "segment_ms"),
             fmt::format("is {}; allowed is a multiple of the channel's gop_ms, {}", place.output->segment_ms, gop_ms));
}

void check_muxrate(const PlacedOutput& place, FaultList& faults) {
  const auto& [channel, output, channel_pointer, pointer] = place;
  const auto rendition = std::ranges::find(channel->ladder, output->rendition, &RenditionConfig::id);
  if (rendition == channel->ladder.end()) {
    const KnownIds ladder{ids_of(channel->ladder), child(channel_pointer, "ladder")};
    check_reference(output->rendition, ladder, child(pointer, "rendition"), faults);
    return;
  }
  const uint64_t essence_kbps = uint64_t{rendition->bitrate_kbps} + channel->audio.bitrate_kbps;
  const uint64_t needed_kbps = essence_kbps * (100 + kMuxOverheadPercent) / 100;
  if (output->muxrate_kbps == 0 || output->muxrate_kbps >= needed_kbps) return;
  faults.add(child(pointer, "muxrate_kbps"),
             fmt::format("is {}; allowed is 0 or at least {} for rendition \"{}\" with its sound", output->muxrate_kbps,
                         needed_kbps, output->rendition));
}

void check_srt(const PlacedOutput& place, FaultList& faults) {
  const OutputConfig& output = *place.output;
  check_muxrate(place, faults);
  if (!output.passphrase.empty() && output.passphrase.size() < kShortestPassphrase) {
    faults.add(child(place.pointer, "passphrase"),
               fmt::format("has {} characters; allowed is none, or 10 to 79", output.passphrase.size()));
  }
  if (output.mode == SrtMode::kListener && !parse_ipv4(output.address)) {
    faults.add(
        child(place.pointer, "address"),
        fmt::format("is \"{}\"; allowed is an IPv4 address of this machine, 127.0.0.1 or 0.0.0.0", output.address));
  }
}

/// The other claims the same port or folder.
bool clash(const OutputConfig& a, const OutputConfig& b) {
  if (a.type != b.type) return false;
  if (a.type == OutputType::kHls) return a.directory == b.directory;
  if (a.mode != SrtMode::kListener || b.mode != SrtMode::kListener || a.port != b.port) return false;
  return a.address == b.address || a.address == "0.0.0.0" || b.address == "0.0.0.0";
}

void report_clash(const PlacedOutput& late, const PlacedOutput& early, FaultList& faults) {
  const bool hls = late.output->type == OutputType::kHls;
  faults.add(child(late.pointer, hls ? "directory" : "port"),
             fmt::format("is {}, which {} uses; allowed is {} of its own",
                         hls ? late.output->directory.string() : std::to_string(late.output->port), early.pointer,
                         hls ? "a folder" : "a port"));
}

void check_clashes(const std::vector<PlacedOutput>& outputs, FaultList& faults) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (faults.touched(outputs[i].pointer)) continue;
    for (size_t j = 0; j < i; ++j) {
      if (faults.touched(outputs[j].pointer) || !clash(*outputs[i].output, *outputs[j].output)) continue;
      report_clash(outputs[i], outputs[j], faults);
      break;
    }
  }
}

void check_outputs(const ChannelConfig& channel, const std::string& pointer, std::vector<PlacedOutput>& all,
                   FaultList& faults) {
  const std::string list = child(pointer, "outputs");
  check_unique_ids(ids_of(channel.outputs), list, faults);
  bool has_hls = false;
  for (size_t i = 0; i < channel.outputs.size(); ++i) {
    const PlacedOutput place{&channel, &channel.outputs[i], pointer, child(list, i)};
    if (faults.touched(child(place.pointer, "type"))) continue;
    all.push_back(place);
    if (place.output->type == OutputType::kSrt) {
      check_srt(place, faults);
      continue;
    }
    check_hls(place, faults);
    if (has_hls) faults.add(place.pointer, "is a second HLS output; allowed is one in a channel");
    has_hls = true;
  }
}

}  // namespace

void check_channels(const Config& config, FaultList& faults) {
  check_unique_ids(ids_of(config.channels), "/channels", faults);
  std::vector<PlacedOutput> outputs;
  for (size_t i = 0; i < config.channels.size(); ++i) {
    const ChannelConfig& channel = config.channels[i];
    const std::string pointer = pointer_to("channels", i);
    check_inputs(config, channel, pointer, faults);
    check_unique_ids(ids_of(channel.ladder), child(pointer, "ladder"), faults);
    check_outputs(channel, pointer, outputs, faults);
  }
  check_clashes(outputs, faults);
}

}  // namespace cw::config
