// The picture shown while a channel has no input: its name on black, painted once per rendition size.
#pragma once

#include <string_view>

#include "gateway/bridge/picture/picture.h"

namespace cw::bridge {

/// Paints into `out`, which is prepared to its size. The longest line that fits is cut to the width.
void paint_slate(std::string_view name, Picture& out);

}  // namespace cw::bridge
