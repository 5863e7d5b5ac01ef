#include "gateway/hls/packager.h"

#include <pthread.h>

#include <mutex>
#include <thread>
#include <vector>

#include "gateway/hls/channel_packager.h"
#include "gateway/hls/unit_queue.h"

namespace cw::hls {

// The packager's thread and its queue; everything else is ChannelPackager's.
class Packager::Worker {
 public:
  Worker(std::unique_ptr<ChannelPackager> channel, size_t renditions, size_t queue_units)
      : channel_(std::move(channel)), queue_(renditions, queue_units), statistics_(channel_->statistics()) {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "cw-hls");
  }
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void push(size_t rendition, const bus::CodedUnitPtr& unit) { queue_.push(rendition, unit); }
  void drain() { queue_.wait_idle(); }
  void stop() {
    queue_.close();
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] size_t video_count() const { return channel_->video_count(); }
  [[nodiscard]] size_t audio_count() const { return channel_->audio_count(); }

  [[nodiscard]] PackagerStatistics statistics() const {
    const std::scoped_lock lock(statistics_mutex_);
    PackagerStatistics copy = statistics_;
    for (size_t i = 0; i < copy.video.size(); ++i) copy.video[i].units_dropped = queue_.dropped(i);
    for (size_t i = 0; i < copy.audio.size(); ++i) copy.audio[i].units_dropped = queue_.dropped(copy.video.size() + i);
    return copy;
  }

 private:
  void run() {
    std::vector<UnitQueue::Item> batch;
    while (queue_.take(batch)) {
      for (const UnitQueue::Item& item : batch) channel_->on_unit(item.rendition, item.unit);
      PackagerStatistics fresh = channel_->statistics();
      const std::scoped_lock lock(statistics_mutex_);
      statistics_ = std::move(fresh);
    }
  }

  std::unique_ptr<ChannelPackager> channel_;  // the thread's own once it runs
  UnitQueue queue_;
  mutable std::mutex statistics_mutex_;
  PackagerStatistics statistics_;
  std::thread thread_;
};

Packager::Packager(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
Packager::~Packager() = default;

Expected<std::unique_ptr<Packager>> Packager::create(PackagerConfig config, const MediaClock& clock,
                                                     std::unique_ptr<FileStore> store) {
  const size_t renditions = config.video.size() + config.audio.size();
  const size_t queue_units = config.queue_units;
  if (!store) store = std::make_unique<DiskStore>();
  auto channel = ChannelPackager::create(std::move(config), clock, std::move(store));
  if (!channel) return std::unexpected(channel.error());
  return std::unique_ptr<Packager>(
      new Packager(std::make_unique<Worker>(std::move(*channel), renditions, queue_units)));
}

void Packager::on_video(size_t rendition, const bus::CodedUnitPtr& unit) {
  if (unit && rendition < worker_->video_count()) worker_->push(rendition, unit);
}

void Packager::on_audio(size_t track, const bus::CodedUnitPtr& unit) {
  if (unit && track < worker_->audio_count()) worker_->push(worker_->video_count() + track, unit);
}

void Packager::drain() { worker_->drain(); }
void Packager::stop() { worker_->stop(); }
PackagerStatistics Packager::statistics() const { return worker_->statistics(); }

}  // namespace cw::hls
