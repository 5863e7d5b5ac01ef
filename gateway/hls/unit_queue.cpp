#include "gateway/hls/unit_queue.h"

namespace cw::hls {

void UnitQueue::push(size_t rendition, const bus::CodedUnitPtr& unit) {
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return;
    Lane& lane = lanes_[rendition];
    if (lane.queued >= limit_ || (lane.waits_for_key && !unit->key)) {
      ++lane.dropped;
      lane.waits_for_key = true;
      return;
    }
    lane.waits_for_key = false;
    ++lane.queued;
    items_.push_back({rendition, unit});
  }
  filled_.notify_one();
}

bool UnitQueue::take(std::vector<Item>& batch) {
  batch.clear();  // outside the lock: this may free the units
  std::unique_lock lock(mutex_);
  working_ = false;
  if (items_.empty()) idle_.notify_all();
  filled_.wait(lock, [this] { return closed_ || !items_.empty(); });
  if (items_.empty()) {
    idle_.notify_all();
    return false;
  }
  batch.swap(items_);
  for (Lane& lane : lanes_) lane.queued = 0;
  working_ = true;
  return true;
}

void UnitQueue::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return items_.empty() && !working_; });
}

void UnitQueue::close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  filled_.notify_all();
}

uint64_t UnitQueue::dropped(size_t rendition) const {
  const std::scoped_lock lock(mutex_);
  return lanes_[rendition].dropped;
}

}  // namespace cw::hls
