// What belongs to one leg of a flow: connection, source filter, mid, clocks (ST 2110-10 §8, RFC 4570, RFC 7273), both ways. Private
// to sdp.
#pragma once

#include <string>
#include <vector>

#include "gateway/core/error.h"
#include "sdp/grammar/session_description.h"
#include "sdp/st2110/media.h"

namespace cw::sdp {

/// Session-level lines hold where the media section says nothing.
[[nodiscard]] Expected<MediaLeg> read_leg(const SessionDescription& session, const MediaDescription& media);

/// Sets connection, port and attributes.
void write_leg(const MediaLeg& leg, MediaDescription& media);

}  // namespace cw::sdp
