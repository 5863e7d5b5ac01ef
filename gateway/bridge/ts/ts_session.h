// One run of FFmpeg's MPEG-TS muxer, from an IDR to a jump of the time line or the end: coded units in, packets with TAI clocks cut into
// chunks out. Behind TsMuxer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/bridge/coding/av_handles.h"
#include "gateway/bridge/ts/ts_stamper.h"
#include "gateway/bridge/ts_muxer.h"

struct AVFormatContext;
struct AVIOContext;

namespace cw::bridge {

/// What a session is made for.
struct TsSessionSetup {
  TsMuxerConfig config;  ///< with its muxrate decided
  bus::CodecParameters video;
  std::vector<bus::CodecParameters> audio;
};

/// One thread at a time.
class TsSession {
 public:
  /// `first_dts`: of the IDR that opens it, in ticks of 90 kHz since the TAI epoch.
  [[nodiscard]] static Expected<std::unique_ptr<TsSession>> create(const TsSessionSetup& setup, int64_t first_dts,
                                                                   bus::Output<bus::MuxedChunk>& output,
                                                                   TsMuxerStatistics& statistics);
  ~TsSession();
  TsSession(const TsSession&) = delete;
  TsSession& operator=(const TsSession&) = delete;

  /// Stream 0 is video, 1 … are the audio tracks. Units of one stream in order.
  Expected<void> write(size_t stream, const bus::CodedUnit& unit);
  /// Writes what the muxer holds and fills the last chunk with null packets.
  void finish();
  /// Ticks of 90 kHz since the TAI epoch that the multiplex has reached.
  [[nodiscard]] int64_t clock_ticks() const;

 private:
  TsSession(const TsSessionSetup& setup, int64_t first_dts, bus::Output<bus::MuxedChunk>& output,
            TsMuxerStatistics& statistics);
  Expected<void> open();
  Expected<void> add_stream(const bus::CodecParameters& parameters);
  static int on_octets(void* opaque, uint8_t* data, int size);
  void accept(std::span<const uint8_t> data);
  void publish_chunk();
  [[nodiscard]] TaiTime due_at(uint64_t octet) const;

  const TsSessionSetup setup_;
  const int64_t base_;  ///< 90 kHz ticks of TAI at the muxer's zero
  bus::Output<bus::MuxedChunk>& output_;
  TsMuxerStatistics& statistics_;
  AVFormatContext* context_ = nullptr;
  AVIOContext* io_ = nullptr;
  AvPacketPtr packet_;
  std::vector<Rate> time_bases_;
  std::vector<uint8_t> chunk_;
  uint64_t octets_ = 0;               ///< accepted so far
  std::optional<int64_t> first_pcr_;  ///< 27 MHz of TAI at octet 0
};

}  // namespace cw::bridge
