// a=ts-refclk and a=mediaclk (RFC 7273 §4, §5; ST 2110-10 §7.4, §8.1, §8.2), both ways. Private to sdp.
#pragma once

#include <string>

#include "sdp/st2110/media.h"
#include "sdp/st2110/section_reader.h"

namespace cw::sdp {

/// Clocks of the session hold where the media section has none. Nothing here keeps a stream from being received, so what is not
/// understood is kept and noted.
void read_clocks(SectionReader& session, SectionReader& media, MediaLeg& leg);

/// "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:127"
[[nodiscard]] std::string reference_clock_text(const ReferenceClock& clock);
/// "direct=0"
[[nodiscard]] std::string media_clock_text(const MediaClockSource& clock);

}  // namespace cw::sdp
