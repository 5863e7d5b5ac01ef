// IPv4 addresses and endpoints as text, for the edges: config, SDP, logs, status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/packet.h"

namespace cw {

/// Dotted quad; nullopt when anything else ("1.2.3", "01.2.3.4", "1.2.3.256", spaces).
[[nodiscard]] std::optional<Ipv4Address> parse_ipv4(std::string_view text);
/// "239.1.2.3:5004"; nullopt unless the address is a dotted quad and the port is 1..65535.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);
[[nodiscard]] std::string to_text(Ipv4Address address);
[[nodiscard]] std::string to_text(Endpoint endpoint);

}  // namespace cw
