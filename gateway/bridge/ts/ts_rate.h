// How many bits per second a constant-rate multiplex needs for given streams: their peaks and what TS adds to them.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/bus/coded_unit.h"

namespace cw::bridge {

/// Rounded up to 1 kb/s.
[[nodiscard]] uint64_t muxrate_for(const bus::CodecParameters& video, const std::vector<bus::CodecParameters>& audio);

}  // namespace cw::bridge
