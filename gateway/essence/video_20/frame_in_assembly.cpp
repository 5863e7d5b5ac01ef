#include "gateway/essence/video_20/frame_in_assembly.h"

#include <algorithm>
#include <cstring>

namespace cw::essence {
namespace {

/// A run of pgroups within one line.
struct Gap {
  uint32_t line;
  uint32_t pgroup;
  size_t pgroups;
};

void copy_gap(const bus::VideoFrame& to, const bus::VideoFrame& from, const VideoRaster& raster, const Gap& gap) {
  const PlanarRun target = raster.run_at(to, gap.line, gap.pgroup);
  const PlanarRun source = raster.run_at(from, gap.line, gap.pgroup);
  const size_t chroma_octets = gap.pgroups * raster.bytes_per_sample;
  std::memcpy(target.y, source.y, chroma_octets * kPgroupPixels);
  std::memcpy(target.cb, source.cb, chroma_octets);
  std::memcpy(target.cr, source.cr, chroma_octets);
}

void fill(uint8_t* samples, size_t count, uint16_t value, size_t bytes_per_sample) {
  if (bytes_per_sample == 1) {
    std::memset(samples, value, count);
    return;
  }
  for (size_t i = 0; i < count; ++i) std::memcpy(samples + 2 * i, &value, sizeof(value));
}

void blacken_gap(const bus::VideoFrame& frame, const VideoRaster& raster, const Gap& gap) {
  constexpr unsigned kBlack8 = 16;
  constexpr unsigned kNoColour8 = 128;
  const unsigned shift = frame.format.depth - 8U;
  const bool full_range = frame.format.range == bus::VideoRange::kFull;
  const PlanarRun run = raster.run_at(frame, gap.line, gap.pgroup);
  const auto black = static_cast<uint16_t>(full_range ? 0U : kBlack8 << shift);
  const auto no_colour = static_cast<uint16_t>(kNoColour8 << shift);
  fill(run.y, gap.pgroups * kPgroupPixels, black, raster.bytes_per_sample);
  fill(run.cb, gap.pgroups, no_colour, raster.bytes_per_sample);
  fill(run.cr, gap.pgroups, no_colour, raster.bytes_per_sample);
}

}  // namespace

void conceal(bus::VideoFrame& frame, const CoverageMap& coverage, const VideoRaster& raster,
             const bus::VideoFrame* previous) {
  coverage.for_each_gap([&](size_t first, size_t count) {
    while (count != 0) {
      const auto line = static_cast<uint32_t>(first / raster.pgroups_per_row);
      const auto pgroup = static_cast<uint32_t>(first % raster.pgroups_per_row);
      const Gap gap{line, pgroup, std::min(count, size_t{raster.pgroups_per_row - pgroup})};
      if (previous != nullptr) {
        copy_gap(frame, *previous, raster, gap);
      } else {
        blacken_gap(frame, raster, gap);
      }
      first += gap.pgroups;
      count -= gap.pgroups;
    }
  });
}

}  // namespace cw::essence
