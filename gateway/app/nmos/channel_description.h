// The channels of the gateway as NMOS shows them: audio tracks as outputs of the channel mapping (IS-08), SRT outputs as senders of a mux.
#pragma once

#include <string>
#include <vector>

#include "gateway/app/channel_unit.h"
#include "gateway/app/receiver_unit.h"
#include "nmos/node_description.h"

namespace cw::app {

/// "Mono"; "Left", "Right"; "Channel 1", ...
[[nodiscard]] std::vector<std::string> channel_labels(size_t channels);
/// Of an audio receiver.
[[nodiscard]] nmos::MappingInput describe_input(const ReceiverUnit& receiver);
/// Adds sources, mapping outputs and mux senders. `gateway`: the config of it all.
void describe_channel(const ChannelUnit& channel, const config::Config& gateway, nmos::NodeDescription& node);

}  // namespace cw::app
