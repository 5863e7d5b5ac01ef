// MPEG-TS (ISO/IEC 13818-1) at a constant rate from one rendition and the audio tracks of a channel: CodedSink in, seven-packet chunks
// out to SRT. PTS is TAI × 90 000, wrapped to 33 bits only here, so that two gateways on the same feed agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/bus/coded_unit.h"
#include "gateway/bus/output.h"
#include "gateway/core/error.h"

namespace cw::bridge {

struct TsMuxerConfig {
  size_t rendition = 0;      ///< which one of the channel's ladder is muxed; units of others are ignored
  uint64_t muxrate_bps = 0;  ///< 0: nominal peaks of video and audio plus overhead
  std::string service_name = "Causeway";
  std::string provider_name = "Causeway";
  uint16_t transport_stream_id = 1;
  uint16_t service_id = 1;
  uint16_t pmt_pid = 0x1000;
  uint16_t first_pid = 0x100;  ///< video; audio tracks follow
  /// Video stays at most this long in front of its PTS in the multiplex; at least the VBV's
  /// duration and 100 ms more, since audio comes a little after the video of the same time.
  Duration buffer{600'000'000};
  /// Coded units reach the muxer this long after their TAI at the latest (channel delay plus encoding): chunks are due then.
  Duration delay{250'000'000};
};

struct TsMuxerStatistics {
  uint64_t units = 0;
  uint64_t chunks = 0;
  uint64_t octets = 0;
  uint64_t null_packets = 0;
  uint64_t skipped_units = 0;  ///< before the first IDR, or older than what has been sent
  uint64_t late_units = 0;     ///< after their place in the multiplex: PCR had passed their DTS
  uint64_t restarts = 0;       ///< gaps or jumps that began the time line anew, at an IDR
};

/// Takes units from any thread, one at a time (locks for itself); publishes chunks from the calling thread.
class TsMuxer final : public bus::CodedSink {
 public:
  [[nodiscard]] static Expected<std::unique_ptr<TsMuxer>> create(TsMuxerConfig config, bus::CodecParameters video,
                                                                 std::vector<bus::CodecParameters> audio,
                                                                 bus::Output<bus::MuxedChunk>& output);
  ~TsMuxer() override;

  void on_video(size_t rendition, const bus::CodedUnitPtr& unit) override;
  void on_audio(size_t track, const bus::CodedUnitPtr& unit) override;
  /// Writes what waits for its place; at the end.
  void flush();

  [[nodiscard]] uint64_t muxrate_bps() const;
  [[nodiscard]] TsMuxerStatistics statistics() const;

 private:
  class Parts;
  explicit TsMuxer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace cw::bridge
