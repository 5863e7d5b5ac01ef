#include "gateway/app/bridge_config.h"

#include <chrono>
#include <utility>

namespace cw::app {
namespace {

Duration milliseconds(uint32_t count) { return std::chrono::milliseconds(count); }

}  // namespace

bridge::ChannelConfig bridge_config_of(const config::ChannelConfig& channel) {
  bridge::ChannelConfig result;
  result.id = channel.id;
  result.name = channel.name;
  result.rate = channel.rate;
  result.delay = milliseconds(channel.delay_ms);
  result.slate_after = milliseconds(channel.slate_after_ms);
  result.gop = milliseconds(channel.gop_ms);
  for (const config::RenditionConfig& rendition : channel.ladder) {
    bridge::RenditionConfig to;
    to.id = rendition.id;
    to.width = rendition.width;
    to.height = rendition.height;
    to.bitrate_kbps = rendition.bitrate_kbps;
    to.preset = rendition.preset;
    result.ladder.push_back(std::move(to));
  }
  result.audio.bitrate_kbps = channel.audio.bitrate_kbps;
  result.audio.channels = channel.audio.channels;
  return result;
}

}  // namespace cw::app
