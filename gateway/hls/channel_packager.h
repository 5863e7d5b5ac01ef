// All renditions of one channel, stepped by one thread: hands units to their RenditionPackager and keeps the multivariant playlist.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/core/media_clock.h"
#include "gateway/hls/packager_config.h"
#include "gateway/hls/rendition_packager.h"
#include "gateway/hls/storage.h"

namespace cw::hls {

class ChannelPackager {
 public:
  /// As Packager::create, without the thread.
  [[nodiscard]] static Expected<std::unique_ptr<ChannelPackager>> create(PackagerConfig config, const MediaClock& clock,
                                                                         std::unique_ptr<FileStore> store);

  /// Video renditions come first, then audio.
  void on_unit(size_t rendition, const bus::CodedUnitPtr& unit);

  [[nodiscard]] size_t video_count() const { return config_.video.size(); }
  [[nodiscard]] size_t audio_count() const { return config_.audio.size(); }
  [[nodiscard]] PackagerStatistics statistics() const;

 private:
  ChannelPackager(PackagerConfig config, std::unique_ptr<FileStore> store);
  Expected<void> open(const MediaClock& clock);
  void remove_former_renditions();
  /// Writes the multivariant playlist once every rendition can be played, and again when the bandwidths have moved.
  void publish();
  [[nodiscard]] bool playable() const;
  [[nodiscard]] MeasuredBandwidth measure() const;

  PackagerConfig config_;
  Storage storage_;
  std::vector<RenditionPackager> renditions_;
  MeasuredBandwidth published_;
  bool is_published_ = false;
  uint64_t playlist_writes_ = 0;
};

}  // namespace cw::hls
