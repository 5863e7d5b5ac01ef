#include "gateway/bridge/picture/scaler.h"

#include <array>
#include <cstdlib>

extern "C" {
#include <libswscale/swscale.h>
}

namespace cw::bridge {

void Scaler::Free::operator()(SwsContext* context) const { sws_freeContext(context); }

Scaler::Scaler(PictureSize from, PictureSize to)
    : from_(from),
      context_(sws_getContext(from.width, from.height, AV_PIX_FMT_YUV420P, to.width, to.height, AV_PIX_FMT_YUV420P,
                              SWS_BICUBIC, nullptr, nullptr, nullptr)) {
  if (context_ == nullptr) std::abort();
}

void Scaler::scale_band(const Picture& in, RowBand band, Picture& out) {
  std::array<const uint8_t*, 3> source{};
  std::array<uint8_t*, 3> target{};
  std::array<int, 3> source_stride{};
  std::array<int, 3> target_stride{};
  for (size_t p = 0; p < 3; ++p) {
    source[p] = in.planes[p].data;
    target[p] = out.planes[p].data;
    source_stride[p] = static_cast<int>(in.planes[p].stride_bytes);
    target_stride[p] = static_cast<int>(out.planes[p].stride_bytes);
  }
  sws_scale(context_.get(), source.data(), source_stride.data(), band.first_row, band.rows, target.data(),
            target_stride.data());
}

}  // namespace cw::bridge
