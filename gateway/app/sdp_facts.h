// What an SDP says of one medium as facts in their order, each under a key for programs and a label for people. Used by
// gateway/app/sdp_report.h.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sdp/st2110/media.h"

namespace cw::app {

struct Fact {
  const char* key;
  const char* label;
  nlohmann::ordered_json value;
  std::string text;  ///< the value in words
};

[[nodiscard]] std::vector<Fact> facts_of(const sdp::EssenceParameters& parameters);
[[nodiscard]] std::vector<Fact> facts_of(const sdp::TimestampSource& timestamps);
[[nodiscard]] std::vector<Fact> facts_of(const sdp::MediaLeg& leg);

}  // namespace cw::app
