#include "gateway/app/output_unit.h"

#include <algorithm>

#include "gateway/app/bridge_config.h"

namespace cw::app {
namespace {

/// What encoding takes at most, on top of the channel's delay, before a unit reaches the multiplex.
constexpr Duration kEncodingTime = std::chrono::milliseconds(150);

size_t rendition_index(const config::ChannelConfig& channel, const std::string& id) {
  const auto found = std::ranges::find(channel.ladder, id, &config::RenditionConfig::id);
  return found == channel.ladder.end() ? 0 : static_cast<size_t>(found - channel.ladder.begin());
}

std::vector<bus::CodecParameters> audio_parameters(const bridge::Channel& channel) {
  std::vector<bus::CodecParameters> result;
  for (size_t track = 0; track < channel.audio_tracks(); ++track) result.push_back(channel.audio_parameters(track));
  return result;
}

}  // namespace

Expected<std::unique_ptr<OutputUnit>> OutputUnit::create(const config::OutputConfig& config,
                                                         const config::ChannelConfig& channel_config,
                                                         const bridge::Channel& channel, const MediaClock& clock) {
  auto unit = std::unique_ptr<OutputUnit>(new OutputUnit(config));
  const auto made = config.type == config::OutputType::kHls ? unit->create_hls(channel_config, channel, clock)
                                                            : unit->create_srt(channel_config, channel, clock);
  if (!made) {
    return std::unexpected(Error{
        made.error().fault, "channel " + channel_config.id + ", output " + config.id + ": " + made.error().message});
  }
  return unit;
}

Expected<void> OutputUnit::create_hls(const config::ChannelConfig& channel_config, const bridge::Channel& channel,
                                      const MediaClock& clock) {
  hls::PackagerConfig packager;
  packager.directory = config_.directory;
  packager.channel = channel_config.id;
  packager.segment_duration = std::chrono::milliseconds(config_.segment_ms);
  packager.gop_frames = bridge::Channel::gop_frames(bridge_config_of(channel_config));
  packager.window_segments = config_.window;
  const auto video = channel.video_parameters();
  for (size_t i = 0; i < video.size(); ++i) {
    packager.video.push_back({.name = channel_config.ladder[i].id, .label = {}, .parameters = video[i]});
  }
  const auto audio = audio_parameters(channel);
  for (size_t i = 0; i < audio.size(); ++i) {
    packager.audio.push_back({.name = "audio" + std::to_string(i + 1), .label = {}, .parameters = audio[i]});
  }
  if (!channel_config.inputs.anc.empty()) packager.captions.push_back({});
  auto made = hls::Packager::create(std::move(packager), clock);
  if (!made) return std::unexpected(made.error());
  packager_ = std::move(*made);
  return {};
}

Expected<void> OutputUnit::create_srt(const config::ChannelConfig& channel_config, const bridge::Channel& channel,
                                      const MediaClock& clock) {
  srt::SrtConfig sender;
  sender.id = channel_config.id + "/" + config_.id;
  sender.mode = config_.mode == config::SrtMode::kListener ? srt::SrtMode::kListener : srt::SrtMode::kCaller;
  sender.address = config_.address;
  sender.port = config_.port;
  sender.latency_ms = config_.latency_ms;
  sender.passphrase = config_.passphrase;
  sender.key_octets = config_.pbkeylen;
  sender.stream_id = config_.stream_id;
  sender.max_clients = config_.max_clients;
  auto made = srt::SrtSender::create(sender, clock);
  if (!made) return std::unexpected(made.error());
  srt_ = std::move(*made);

  bridge::TsMuxerConfig mux;
  mux.rendition = rendition_index(channel_config, config_.rendition);
  mux.muxrate_bps = uint64_t{config_.muxrate_kbps} * 1000;
  mux.service_name = channel_config.name;
  mux.delay = std::chrono::milliseconds(channel_config.delay_ms) + kEncodingTime;
  auto muxer = bridge::TsMuxer::create(std::move(mux),
                                       channel.video_parameters()[rendition_index(channel_config, config_.rendition)],
                                       audio_parameters(channel), *srt_);
  if (!muxer) return std::unexpected(muxer.error());
  muxer_ = std::move(*muxer);
  return {};
}

bus::CodedSink& OutputUnit::sink() const {
  if (packager_) return *packager_;
  return *muxer_;
}

void OutputUnit::stop() {
  if (muxer_) muxer_->flush();
  if (srt_) srt_->stop();
  if (packager_) packager_->stop();
}

}  // namespace cw::app
