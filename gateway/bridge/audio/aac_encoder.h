// FFmpeg's AAC-LC encoder on the 1024-sample grid of TAI. Convention: a unit with pts p decodes to the samples p … p + 1023, as every
// decoder puts them out for that packet: the encoder's delay of one frame is taken off the pts, and the priming packet, which would
// decode to samples before the first one, is left out. (Like every MDCT codec a decoder needs the packet before for its overlap.)
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/bridge/audio/planar_samples.h"
#include "gateway/bridge/coding/av_handles.h"
#include "gateway/bus/coded_unit.h"
#include "gateway/core/error.h"

namespace cw::bridge {

inline constexpr uint32_t kAacFrameSamples = 1024;

/// One thread.
class AacEncoder {
 public:
  /// `channels` 1 or 2.
  [[nodiscard]] static Expected<AacEncoder> create(uint32_t bitrate_kbps, uint16_t channels, std::string language);

  [[nodiscard]] const bus::CodecParameters& parameters() const { return parameters_; }

  /// `samples` holds 1024 that start at `position`, a multiple of 1024 that follows the last one. Appends the units that are ready.
  Expected<void> encode(const PlanarSamples& samples, int64_t position, std::vector<bus::CodedUnitPtr>& out);
  /// Appends the last one; the end of this encoder's use.
  Expected<void> flush(std::vector<bus::CodedUnitPtr>& out);

 private:
  AacEncoder(AvCodecContextPtr context, bus::CodecParameters parameters);
  Expected<void> receive(std::vector<bus::CodedUnitPtr>& out);

  AvCodecContextPtr context_;
  AvFramePtr frame_;
  AvPacketPtr packet_;
  bus::CodecParameters parameters_;
  int64_t first_position_ = INT64_MIN;  ///< units before it are priming
};

}  // namespace cw::bridge
