// Typed ST 2110 media to SDP text as ST 2110-10 §8 wants it; mirrors sdp/st2110/reader.h, and read_st2110 reads back the same session.
#pragma once

#include <string>

#include "sdp/st2110/media.h"

namespace cw::sdp {

/// CRLF line ends; every fmtp line ends with "; " for strict checkers. Line breaks in names are written as blanks.
[[nodiscard]] std::string write_st2110(const St2110Session& session);

}  // namespace cw::sdp
