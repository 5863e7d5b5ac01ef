// avcC records: they come from our own encoder today and from contribution feeds tomorrow.
#include "gateway/hls/init_segment.h"
#include "gateway/hls/picture_parameters.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto picture = cw::hls::parse_picture_parameters(cw::hls::first_parameter_set({data, size}));
  if (picture && (picture->width == 0 || picture->height == 0 || picture->pixel_height == 0)) __builtin_trap();
  (void)cw::hls::parse_picture_parameters({data, size});
  cw::bus::CodecParameters parameters;
  parameters.time_base = cw::Rate::hz(50);
  parameters.configuration.assign(data, data + size);
  (void)cw::hls::build_init_segment(parameters);
  return 0;
}
