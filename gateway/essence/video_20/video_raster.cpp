#include "gateway/essence/video_20/video_raster.h"

#include <optional>
#include <string>

namespace cw::essence {
namespace {

const char* name_of(bus::Sampling sampling) {
  switch (sampling) {
    case bus::Sampling::kYCbCr422: return "YCbCr-4:2:2";
    case bus::Sampling::kYCbCr444: return "YCbCr-4:4:4";
    case bus::Sampling::kYCbCr420: return "YCbCr-4:2:0";
    case bus::Sampling::kRgb: return "RGB";
    case bus::Sampling::kKey: return "KEY";
  }
  return "unknown";
}

std::optional<std::string> fault_of(const bus::VideoFormat& format) {
  const std::string raster = std::to_string(format.width) + " × " + std::to_string(format.height);
  if (format.sampling != bus::Sampling::kYCbCr422) {
    return std::string("sampling ") + name_of(format.sampling) + " is not supported; use YCbCr-4:2:2";
  }
  if (format.depth != 8 && format.depth != 10) {
    return "a depth of " + std::to_string(format.depth) + " bits is not supported; use 8 or 10";
  }
  if (format.width == 0 || format.height == 0 || format.width > bus::kMaxVideoWidth ||
      format.height > bus::kMaxVideoHeight) {
    return "a raster of " + raster + " is not supported; use 2 × 1 to 4096 × 2160 pixels";
  }
  if (format.width % kPgroupPixels != 0) {
    return "a width of " + std::to_string(format.width) + " pixels cannot be 4:2:2; use an even width";
  }
  if (format.scan != bus::Scan::kProgressive && format.height < 2) {
    return "a raster of " + raster + " has no second field; use progressive or at least two lines";
  }
  return std::nullopt;
}

}  // namespace

Expected<VideoRaster> VideoRaster::create(const bus::VideoFormat& format) {
  if (const auto fault = fault_of(format)) return input_error("ST 2110-20 video: " + *fault + ".");
  VideoRaster raster;
  raster.width = format.width;
  raster.height = format.height;
  raster.fields = format.scan == bus::Scan::kProgressive ? 1 : 2;
  raster.pgroups_per_row = static_cast<uint32_t>(format.width / kPgroupPixels);
  raster.pgroup_octets = pgroup_kernels(format.depth, KernelIsa::kScalar).pgroup_octets;
  raster.bytes_per_sample = format.depth > 8 ? 2 : 1;
  return raster;
}

}  // namespace cw::essence
