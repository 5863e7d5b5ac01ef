// FFmpeg's CEA-608 decoder behind plain types: the text that a player would show for the captions inside coded pictures.
#pragma once

#include <string>
#include <vector>

#include "tests/component/bridge/coded_decoder.h"

namespace cw::test {

/// All text shown on CC1, each caption on a line of its own, without styling.
std::string caption_text(const std::vector<DecodedPicture>& pictures, double frames_per_second);

}  // namespace cw::test
