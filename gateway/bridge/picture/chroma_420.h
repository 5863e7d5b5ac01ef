// 4:2:2 planar, 8 or 10 bit, progressive → 4:2:0 8 bit: luma rounded, chroma of two lines averaged (siting of H.264: left, between
// the lines). First step after the conform stage's choice.
#pragma once

#include <cstdint>

#include "gateway/bridge/picture/line_kernels.h"
#include "gateway/bridge/picture/picture.h"
#include "gateway/bridge/picture/source_picture.h"

namespace cw::bridge {

/// A band of lines of a picture: rows first_row … first_row + rows − 1, both even (the last band of an odd height may be odd).
struct RowBand {
  uint16_t first_row = 0;
  uint16_t rows = 0;
};

/// Converts one band of `in` to the top of `out`, whose size is at least the band's. An odd last chroma line stands for itself.
void convert_band_to_420(const SourcePicture& in, RowBand band, Picture& out,
                         const LineKernels& kernels = best_line_kernels());
/// The whole picture; `out` has its size (cut down to even).
void convert_to_420(const SourcePicture& in, Picture& out, const LineKernels& kernels = best_line_kernels());

}  // namespace cw::bridge
