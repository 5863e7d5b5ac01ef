// a=rtpmap (RFC 8866 §6.6): payload type, encoding, clock rate. Private to sdp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sdp/grammar/warning.h"

namespace cw::sdp {

struct Rtpmap {
  std::string encoding;  ///< one of the standards' spelling where it is one of theirs
  std::optional<uint32_t> clock_rate_hz;
  std::string parameters;  ///< what follows the clock rate: the channels of audio
  std::string text;        ///< as written, without the payload type: L24/48000/8
  size_t line = 0;
};

/// `text` is without the payload type.
[[nodiscard]] Rtpmap parse_rtpmap(std::string_view text, size_t line, Warnings& warnings);

}  // namespace cw::sdp
