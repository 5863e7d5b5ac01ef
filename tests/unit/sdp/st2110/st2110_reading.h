// What reading an SDP gives, for expectations in one line.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "sdp/st2110/reader.h"

namespace cw::sdp {

inline std::string fault_of(const std::string& text) {
  const auto result = read_st2110(text);
  return result ? "" : result.error().message;
}

/// One line each.
inline std::string warnings_of(const std::string& text) {
  const auto result = read_st2110_with_warnings(text);
  if (!result) return result.error().message;
  std::string all;
  for (const Warning& warning : result->warnings) all += to_text(warning) + "\n";
  return all;
}

inline St2110Media media_of(const std::string& text, size_t index = 0) {
  const auto result = read_st2110(text);
  if (!result) ADD_FAILURE() << result.error().message;
  return result ? result->media.at(index) : St2110Media{};
}

inline MediaLeg leg_of(const std::string& text, size_t leg = 0) {
  const St2110Media media = media_of(text);
  return leg < media.legs.size() ? media.legs[leg] : MediaLeg{};
}

}  // namespace cw::sdp
