// Channels of config/conversion.h.
#include "config/conversion.h"

namespace cw::config {
namespace {

constexpr Names<OutputType, 2> kOutputNames{{{"hls", OutputType::kHls}, {"srt", OutputType::kSrt}}};
constexpr Names<SrtMode, 2> kModeNames{{{"listener", SrtMode::kListener}, {"caller", SrtMode::kCaller}}};

RenditionConfig convert_rendition(const JsonNode& node) {
  RenditionConfig rendition;
  node.read("id", rendition.id);
  node.read("width", rendition.width);
  node.read("height", rendition.height);
  node.read("bitrate_kbps", rendition.bitrate_kbps);
  node.read("preset", rendition.preset);
  return rendition;
}

void convert_hls(const JsonNode& node, const Config& config, const std::string& channel_id, OutputConfig& output) {
  for (const char* key : {"mode", "address", "port", "rendition", "latency_ms", "passphrase", "stream_id", "pbkeylen",
                          "max_clients", "muxrate_kbps"}) {
    node.refuse(key, "belongs to an output of type \"srt\"");
  }
  output.directory = config.web.hls_root / channel_id;
  node.read("directory", output.directory, config.state_directory);
  node.read("segment_ms", output.segment_ms);
  node.read("window", output.window);
}

void convert_srt(const JsonNode& node, const ChannelConfig& channel, OutputConfig& output) {
  for (const char* key : {"directory", "segment_ms", "window"}) {
    node.refuse(key, "belongs to an output of type \"hls\"");
  }
  node.read("mode", output.mode, kModeNames);
  node.read("address", output.address);
  node.read("port", output.port);
  output.rendition = channel.ladder.empty() ? "" : channel.ladder.front().id;
  node.read("rendition", output.rendition);
  node.read("latency_ms", output.latency_ms);
  node.read("passphrase", output.passphrase);
  node.read("stream_id", output.stream_id);
  node.read("pbkeylen", output.pbkeylen);
  node.read("max_clients", output.max_clients);
  node.read("muxrate_kbps", output.muxrate_kbps);
  if (!node.has("port")) node.fault("\"port\" is missing; it is the UDP port to listen on or to call");
  if (output.mode == SrtMode::kCaller) {
    if (!node.has("address")) node.fault("\"address\" is missing; a caller needs the host to call");
    node.refuse("max_clients", "belongs to an output of mode \"listener\"");
  }
}

}  // namespace

ChannelConfig convert_channel(const JsonNode& node, const Config& config) {
  ChannelConfig channel;
  node.read("id", channel.id);
  channel.name = channel.id;
  node.read("name", channel.name);
  node.read("rate", channel.rate);
  node.read("delay_ms", channel.delay_ms);
  node.read("slate_after_ms", channel.slate_after_ms);
  node.read("gop_ms", channel.gop_ms);
  if (const auto inputs = node.object("inputs")) {
    inputs->read_list("video", channel.inputs.video);
    inputs->read_list("audio", channel.inputs.audio);
    inputs->read("anc", channel.inputs.anc);
  }
  node.each("ladder", [&](const JsonNode& rendition) { channel.ladder.push_back(convert_rendition(rendition)); });
  if (const auto audio = node.object("audio")) {
    audio->read("bitrate_kbps", channel.audio.bitrate_kbps);
    audio->read("channels", channel.audio.channels);
    if (audio->has("routable")) audio->read_list("routable", channel.audio.routable.emplace());
  }
  node.each("outputs", [&](const JsonNode& output_node) {
    OutputConfig output;
    output_node.read("id", output.id);
    output_node.read("type", output.type, kOutputNames);
    if (output.type == OutputType::kHls) convert_hls(output_node, config, channel.id, output);
    if (output.type == OutputType::kSrt) convert_srt(output_node, channel, output);
    channel.outputs.push_back(std::move(output));
  });
  return channel;
}

}  // namespace cw::config
