// Media type parameters of ST 2110-20 §7 and -21 §8, both ways. Private to sdp.
#pragma once

#include <string>

#include "gateway/core/error.h"
#include "sdp/st2110/fmtp.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

[[nodiscard]] Expected<VideoParameters> read_video(Fmtp& fmtp);
/// "sampling=...; width=...; ... " with the final "; ".
[[nodiscard]] std::string write_video(const VideoParameters& video);

inline constexpr uint32_t kMaxExtent = 32767;
inline constexpr uint16_t kStandardUdpOctets = 1460;

/// interlace and segmented; what -20 and -22 share.
void read_scan(Fmtp& fmtp, Scan& scan);
/// MAXUDP of ST 2110-10 §8.6.
void read_max_udp(Fmtp& fmtp, uint16_t& max_udp_octets);
/// TROFF and CMAX of ST 2110-21 §8.2.
void read_shaping(Fmtp& fmtp, std::optional<uint32_t>& troff_us, std::optional<uint32_t>& cmax);

}  // namespace cw::sdp
