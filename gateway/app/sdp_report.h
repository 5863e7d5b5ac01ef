// `causeway sdp FILE [--json]`: an SDP in words that an engineer reads, with what its sender should mend.
#pragma once

#include <string>

#include "sdp/st2110/media.h"
#include "sdp/st2110/reader.h"

namespace cw::app {

/// "ST 2110-20 video", "ST 2110-22 video, jxsv".
[[nodiscard]] std::string essence_name(const sdp::EssenceParameters& parameters);

/// Essence, legs, clocks and what is kept of each medium, then the warnings. Ends with a line end.
[[nodiscard]] std::string sdp_report(const sdp::Reading& reading);
/// The same as JSON.
[[nodiscard]] std::string sdp_report_json(const sdp::Reading& reading);

/// Prints the report of a file ("-": standard input) or, on standard error, why it cannot be read. Returns the exit code.
[[nodiscard]] int show_sdp(const std::string& path, bool as_json);

}  // namespace cw::app
