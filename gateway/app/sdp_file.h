// The text of an SDP file, for `causeway sdp` and for receivers whose config names one.
#pragma once

#include <string>

#include "gateway/core/error.h"

namespace cw::app {

/// "-" is standard input. Reads no more than an SDP may have, so that a capture or a device given by mistake does no harm: the reader
/// refuses what is too long. Error (kInput): "cannot be read: ...", without the path.
[[nodiscard]] Expected<std::string> read_sdp_file(const std::string& path);

}  // namespace cw::app
