// libswscale for one pair of sizes, 4:2:0 8 bit both sides.
#pragma once

#include <cstdint>
#include <memory>

#include "gateway/bridge/picture/chroma_420.h"
#include "gateway/bridge/picture/picture.h"

struct SwsContext;

namespace cw::bridge {

struct PictureSize {
  uint16_t width = 0;
  uint16_t height = 0;
  constexpr bool operator==(const PictureSize&) const = default;
};

class Scaler {
 public:
  /// Any even sizes; aborts only when memory is out.
  Scaler(PictureSize from, PictureSize to);

  /// `in` holds lines band.first_row … of the source picture at its top; bands come in order, the last one completes `out`.
  void scale_band(const Picture& in, RowBand band, Picture& out);
  void scale(const Picture& in, Picture& out) { scale_band(in, RowBand{0, from_.height}, out); }

 private:
  struct Free {
    void operator()(SwsContext* context) const;
  };
  PictureSize from_;
  std::unique_ptr<SwsContext, Free> context_;
};

}  // namespace cw::bridge
