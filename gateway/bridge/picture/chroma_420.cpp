#include "gateway/bridge/picture/chroma_420.h"

#include <algorithm>
#include <cstring>

namespace cw::bridge {
namespace {

const uint8_t* line(const bus::Plane& plane, size_t row) { return plane.data + row * plane.stride_bytes; }

const uint16_t* words(const uint8_t* line) { return reinterpret_cast<const uint16_t*>(line); }

void convert_luma(const SourcePicture& in, RowBand band, Picture& out, const LineKernels& kernels) {
  const size_t width = out.width;
  for (size_t row = 0; row < band.rows; ++row) {
    const uint8_t* source = line(in.planes[0], band.first_row + row);
    uint8_t* target = out.planes[0].data + row * out.planes[0].stride_bytes;
    if (in.format.depth > 8) {
      kernels.narrow_10(target, words(source), width);
    } else {
      std::memcpy(target, source, width);
    }
  }
}

void convert_chroma(const SourcePicture& in, RowBand band, size_t plane, Picture& out, const LineKernels& kernels) {
  const size_t width = out.width / size_t{2};
  const size_t last_row = in.format.height - size_t{1};
  for (size_t row = 0; row < band.rows; row += 2) {
    const uint8_t* a = line(in.planes[plane], band.first_row + row);
    const uint8_t* b = line(in.planes[plane], std::min(band.first_row + row + 1, last_row));
    uint8_t* target = out.planes[plane].data + row / 2 * out.planes[plane].stride_bytes;
    if (in.format.depth > 8) {
      kernels.average_10(target, words(a), words(b), width);
    } else {
      kernels.average_8(target, a, b, width);
    }
  }
}

}  // namespace

void convert_band_to_420(const SourcePicture& in, RowBand band, Picture& out, const LineKernels& kernels) {
  convert_luma(in, band, out, kernels);
  convert_chroma(in, band, 1, out, kernels);
  convert_chroma(in, band, 2, out, kernels);
}

void convert_to_420(const SourcePicture& in, Picture& out, const LineKernels& kernels) {
  convert_band_to_420(in, RowBand{0, out.height}, out, kernels);
}

}  // namespace cw::bridge
