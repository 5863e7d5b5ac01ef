// Which media sections and sources are the two legs of one flow: a=group:DUP, a=ssrc-group:DUP, two sources (ST 2110-10 §8.3,
// RFC 7104 §4, RFC 5888). Private to sdp.
#pragma once

#include <vector>

#include "gateway/core/error.h"
#include "sdp/grammar/session_description.h"
#include "sdp/grammar/warning.h"
#include "sdp/st2110/media.h"
#include "sdp/st2110/section_reader.h"

namespace cw::sdp {

/// One media section, read; a second leg is still its own. Emptied of legs when it has become the second leg of another.
struct ReadMedia {
  St2110Media media;
  size_t line = 0;
  bool grouped = false;
};

/// Takes the a=group:DUP of a section.
[[nodiscard]] std::vector<Attribute> take_groups(SectionReader& section, bool of_session);

/// Makes a mid that an earlier section has already an empty one.
void drop_repeated_mids(std::vector<ReadMedia>& all, Warnings& warnings);

/// Joins sections as the groups say, then splits sections that hold both legs themselves.
[[nodiscard]] Expected<void> pair_legs(const std::vector<Attribute>& groups, std::vector<ReadMedia>& all,
                                       Warnings& warnings);

/// Gives each leg of a pair that has none a mid of its own.
void name_legs(std::vector<St2110Media>& all);

}  // namespace cw::sdp
