// The packagers and muxers of one channel, shared by its encoder threads; fixed before they start.
#pragma once

#include <vector>

#include "gateway/bus/output.h"

namespace cw::bridge {

using SinkList = std::vector<bus::CodedSink*>;

}  // namespace cw::bridge
