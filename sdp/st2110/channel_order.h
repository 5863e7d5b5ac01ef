// channel-order of ST 2110-30 §6.2.2: SMPTE2110.(51,ST), and the forms that senders make of it. Private to sdp, but for plain_channel_order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cw::sdp {

struct ChannelOrder {
  std::string text;  ///< as the standard writes it
  uint32_t channels = 0;
};

/// nullopt when it is of another convention or names groups that the standard has not. `aes3_groups`: those of ST 2110-31 too.
[[nodiscard]] std::optional<ChannelOrder> parse_channel_order(std::string_view text, bool aes3_groups);

/// What is sure of audio that is known by its channel count alone: M, ST, or U and the count; "SMPTE2110.(U08)".
[[nodiscard]] std::string plain_channel_order(uint16_t channels);

}  // namespace cw::sdp
