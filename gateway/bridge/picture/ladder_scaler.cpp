#include "gateway/bridge/picture/ladder_scaler.h"

#include <algorithm>
#include <numeric>

namespace cw::bridge {
namespace {

/// Lines converted at a time: 1920 × 32 of 4:2:0 are 92 kB, well inside the second-level cache.
constexpr uint16_t kBandRows = 32;

size_t area(PictureSize size) { return size_t{size.width} * size.height; }

bool holds(PictureSize larger, PictureSize smaller) {
  return larger.width >= smaller.width && larger.height >= smaller.height;
}

PictureSize even_size(const bus::VideoFormat& format) {
  return {static_cast<uint16_t>(format.width & ~1U), static_cast<uint16_t>(format.height & ~1U)};
}

}  // namespace

LadderScaler::LadderScaler(std::vector<PictureSize> ladder) : ladder_(std::move(ladder)) {}

void LadderScaler::plan(PictureSize source) {
  source_ = source;
  steps_.clear();
  std::vector<size_t> order(ladder_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return area(ladder_[a]) > area(ladder_[b]); });
  for (const size_t rendition : order) add_step(rendition, source);
  band_.prepare(source.width, std::min(source.height, kBandRows));
}

void LadderScaler::add_step(size_t rendition, PictureSize source) {
  const PictureSize wanted = ladder_[rendition];
  Step step{.rendition = rendition, .from = std::nullopt, .scaler = std::nullopt};
  PictureSize origin = source;
  for (const Step& made : steps_) {
    const PictureSize size = ladder_[made.rendition];
    // A rendition that was enlarged from the source carries no more detail than the source.
    if (size == wanted || (holds(size, wanted) && holds(source, size))) {
      step.from = made.rendition;
      origin = size;
    }
  }
  if (origin != wanted) step.scaler.emplace(origin, wanted);
  steps_.push_back(std::move(step));
}

void LadderScaler::scale(const SourcePicture& in, std::span<PictureLease> out) {
  if (even_size(in.format) != source_) plan(even_size(in.format));
  scale_source_in_bands(in, out);
  for (Step& step : steps_) {
    if (!step.from) {
      if (!step.scaler) convert_to_420(in, *out[step.rendition]);
    } else if (step.scaler) {
      step.scaler->scale(*out[*step.from], *out[step.rendition]);
    } else {
      out[step.rendition] = out[*step.from];
    }
  }
}

void LadderScaler::scale_source_in_bands(const SourcePicture& in, std::span<PictureLease> out) {
  const auto from_source = [](const Step& step) { return !step.from && step.scaler; };
  if (std::ranges::none_of(steps_, from_source)) return;
  for (uint16_t row = 0; row < source_.height; row = static_cast<uint16_t>(row + kBandRows)) {
    const RowBand band{row, std::min(kBandRows, static_cast<uint16_t>(source_.height - row))};
    convert_band_to_420(in, band, band_);
    for (Step& step : steps_) {
      if (from_source(step)) step.scaler->scale_band(band_, band, *out[step.rendition]);
    }
  }
}

}  // namespace cw::bridge
