// What a media section carries: a=rtpmap and a=fmtp to EssenceParameters, and back. Private to sdp.
#pragma once

#include <string>
#include <vector>

#include "gateway/core/error.h"
#include "sdp/grammar/session_description.h"
#include "sdp/st2110/media.h"
#include "sdp/st2110/section_reader.h"

namespace cw::sdp {

struct ReadEssence {
  EssenceParameters parameters;
  PayloadType payload_type;
  TimestampSource timestamps;
  std::vector<FmtpParameter> others;  ///< of a=fmtp
  std::vector<OtherLine> lines;       ///< all but what the parameters hold
};

[[nodiscard]] Expected<ReadEssence> read_essence(const MediaDescription& media, SectionReader& attributes);

/// Type, payload type, a=rtpmap, a=fmtp and what else the essence takes. `others`: those of the leg.
void write_essence(const St2110Media& media, const std::vector<FmtpParameter>& others, MediaDescription& section);

/// Whether two sections are one flow (ST 2022-7), whatever their details say.
[[nodiscard]] bool same_flow(const EssenceParameters& first, const EssenceParameters& second);

}  // namespace cw::sdp
