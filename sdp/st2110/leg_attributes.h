// What belongs to the legs of a flow: addresses, ports, source filters, clocks, mid (ST 2110-10 §8, RFC 8866 §5.7), both ways. Private
// to sdp.
#pragma once

#include <span>
#include <vector>

#include "gateway/core/error.h"
#include "sdp/grammar/session_description.h"
#include "sdp/st2110/media.h"
#include "sdp/st2110/section_reader.h"

namespace cw::sdp {

/// One leg, or two for two c= lines. Session-level lines hold where the media section says nothing. What nobody understands is not
/// in the legs yet.
[[nodiscard]] Expected<std::vector<MediaLeg>> read_legs(SectionReader& session, const MediaDescription& media,
                                                        SectionReader& attributes);

/// Sets connection, port and attributes. `sources`: of all legs that this section stands for.
void write_leg(const MediaLeg& leg, std::span<const Ipv4Address> sources, MediaDescription& media);

}  // namespace cw::sdp
