// An SDP to the legs of a receiver (IS-05 Behaviour - RTP Transport Type: Interpretation of SDP Files, Operation with SMPTE 2022-7).
// Private to nmos.
#pragma once

#include "gateway/core/error.h"
#include "nmos/connection_api/connection.h"

namespace cw::nmos {

/// Sets legs and media of `settings` from its SDP.
[[nodiscard]] Expected<void> apply_transport_file(const Connection& connection, Settings& settings);

}  // namespace cw::nmos
