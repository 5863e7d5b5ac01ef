// a=source-filter (RFC 4570): which hosts may send to an address. Private to sdp.
#pragma once

#include <span>
#include <string>

#include "sdp/st2110/media.h"
#include "sdp/st2110/section_reader.h"

namespace cw::sdp {

/// Adds to each leg the sources allowed for its address: by the filters of the media section or, where those have none, of the session.
/// A filter that excludes, names hosts, or is for other addresses is kept and not applied.
void read_source_filters(SectionReader& session, SectionReader& media, std::span<MediaLeg> legs);

/// " incl IN IP4 239.1.2.3 192.0.2.1"; the blank belongs to it.
[[nodiscard]] std::string source_filter_text(Ipv4Address destination, std::span<const Ipv4Address> sources);

}  // namespace cw::sdp
