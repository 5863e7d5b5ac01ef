// Audio channel symbols of an IS-04 source (VSF TR-03 Appendix A) from the channel order of its SDP (ST 2110-30 §6.2.2). Private to nmos.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cw::nmos {

/// "SMPTE2110.(ST,U02)" -> L R U01 U02. Empty when the order is not given, or one of its groups has no symbols.
[[nodiscard]] std::vector<std::string> channel_symbols(std::string_view channel_order);

}  // namespace cw::nmos
