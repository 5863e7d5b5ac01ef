// Reads back the head of a media segment: what a restarted packager learns about the files an earlier run left behind. Trusts
// nothing: the file may be cut, foreign or hostile.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/core/byte_reader.h"

namespace cw::hls {

struct SegmentSummary {
  int64_t start_ticks = 0;     ///< when the first sample is shown: tfdt and its composition offset
  int64_t duration_ticks = 0;  ///< sum of the samples
  uint32_t samples = 0;
  uint64_t file_bytes = 0;  ///< what the boxes say the whole file has
};

/// Enough of a file to hold styp and moof of any segment we write.
inline constexpr size_t kProbeBytes = 256 * 1024;

/// `head` is the start of a segment file with one moof and one mdat. nullopt when it is none. Pure.
[[nodiscard]] std::optional<SegmentSummary> probe_segment(Bytes head);

}  // namespace cw::hls
