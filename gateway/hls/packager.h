// Last stage towards HLS viewers: cuts coded units into CMAF segments (ISO/IEC 14496-12, 23000-19) and keeps the playlists of
// RFC 8216bis. Segment numbers, names and times follow from the units' TAI alone, so a second gateway on the same feed writes
// interchangeable files and a restarted one carries on in the same numbering (DESIGN decision 2).
//
//   <directory>/multivariant.m3u8
//   <directory>/<rendition>/init.mp4  <number>.m4s  media.m3u8
#pragma once

#include <memory>

#include "gateway/bus/output.h"
#include "gateway/core/error.h"
#include "gateway/core/media_clock.h"
#include "gateway/hls/file_store.h"
#include "gateway/hls/packager_config.h"

namespace cw::hls {

class Packager final : public bus::CodedSink {
 public:
  /// Checks the config, takes over what an earlier run left in the directory, writes the init segments and starts the packager's
  /// thread. `clock` must outlive it. Without `store` files go to the disk.
  /// Errors: kInput for a bad config, kHost when the directory cannot be made. A full disk is not an error: it is counted and
  /// retried.
  [[nodiscard]] static Expected<std::unique_ptr<Packager>> create(PackagerConfig config, const MediaClock& clock,
                                                                  std::unique_ptr<FileStore> store = nullptr);
  ~Packager() override;
  Packager(const Packager&) = delete;
  Packager& operator=(const Packager&) = delete;

  /// Any thread; never blocks on the disk. Without room in the queue the unit is dropped and counted, and video then waits for its
  /// next IDR.
  void on_video(size_t rendition, const bus::CodedUnitPtr& unit) override;
  void on_audio(size_t track, const bus::CodedUnitPtr& unit) override;

  /// Waits until everything queued so far is written. Any thread but the encoders'.
  void drain();
  /// Ends the thread after what is queued; the files stay for the next run. The unfinished segment is dropped. Idempotent.
  void stop();
  [[nodiscard]] PackagerStatistics statistics() const;

 private:
  class Worker;
  explicit Packager(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace cw::hls
