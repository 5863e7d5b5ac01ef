// A channel of the config as the bridge takes it.
#pragma once

#include "config/config.h"
#include "gateway/bridge/channel_config.h"

namespace cw::app {

[[nodiscard]] bridge::ChannelConfig bridge_config_of(const config::ChannelConfig& channel);

}  // namespace cw::app
