// One source picture → one 4:2:0 8-bit picture per rendition, each scaled from the next larger one already made (1080 → 720 → 360), the
// first in bands that stay in the cache. Sits between the conform stage's choice and the encoders.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "gateway/bridge/picture/scaler.h"
#include "gateway/bridge/picture/source_picture.h"

namespace cw::bridge {

class LadderScaler {
 public:
  /// Even sizes, in the order of the ladder.
  explicit LadderScaler(std::vector<PictureSize> ladder);

  /// Fills `out` (one per rendition, leased by the caller, prepared to its size). Renditions of equal size share one lease.
  void scale(const SourcePicture& in, std::span<PictureLease> out);

 private:
  /// How one rendition is made; in the order of making.
  struct Step {
    size_t rendition = 0;
    std::optional<size_t> from;    ///< a rendition made before; nullopt: the source
    std::optional<Scaler> scaler;  ///< nullopt: same size as `from`
  };
  void plan(PictureSize source);
  void add_step(size_t rendition, PictureSize source);
  void scale_source_in_bands(const SourcePicture& in, std::span<PictureLease> out);

  std::vector<PictureSize> ladder_;
  PictureSize source_;
  std::vector<Step> steps_;
  Picture band_;  ///< lines on their way from the source to the first scalers
};

}  // namespace cw::bridge
