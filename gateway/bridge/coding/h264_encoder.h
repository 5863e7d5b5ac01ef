// One rendition's libx264, locked to the epoch: pts is the frame index, IDR pictures stand where the caller wants them and nowhere
// else. Last step of the video path before the sinks.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/bridge/channel_config.h"
#include "gateway/bridge/coding/av_handles.h"
#include "gateway/bridge/coding/frame_queue.h"
#include "gateway/bus/coded_unit.h"
#include "gateway/core/error.h"

namespace cw::bridge {

struct H264EncoderConfig {
  RenditionConfig rendition;
  FrameRate rate;
  int64_t gop_frames = 100;
  bus::Colorimetry colorimetry = bus::Colorimetry::kBt709;
};

/// One thread at a time.
class H264Encoder {
 public:
  [[nodiscard]] static Expected<H264Encoder> create(const H264EncoderConfig& config);

  [[nodiscard]] const bus::CodecParameters& parameters() const { return parameters_; }

  /// Encodes one frame; indexes rise. Units that are ready are appended to `out`. The first input must open a GOP.
  Expected<void> encode(const EncoderInput& input, std::vector<bus::CodedUnitPtr>& out);
  /// Appends what is still inside; the end of this encoder's use.
  Expected<void> flush(std::vector<bus::CodedUnitPtr>& out);

 private:
  H264Encoder(AvCodecContextPtr context, bus::CodecParameters parameters);
  Expected<void> receive(std::vector<bus::CodedUnitPtr>& out);

  AvCodecContextPtr context_;
  AvFramePtr frame_;
  AvPacketPtr packet_;
  bus::CodecParameters parameters_;
};

}  // namespace cw::bridge
