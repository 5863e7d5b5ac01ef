// Between the encoders' threads and the packager's: bounded per rendition, never waits for room. After a drop the rendition's next key
// unit opens it again, since what lies between cannot be decoded.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "gateway/bus/coded_unit.h"

namespace cw::hls {

class UnitQueue {
 public:
  struct Item {
    size_t rendition = 0;
    bus::CodedUnitPtr unit;
  };
  UnitQueue(size_t renditions, size_t units_per_rendition) : lanes_(renditions), limit_(units_per_rendition) {}

  /// Any thread. Drops and counts without room; ignored after close().
  void push(size_t rendition, const bus::CodedUnitPtr& unit);
  /// The packager's thread: waits for units and moves all of them into `batch`, whose former content counts as done. False once the
  /// queue is closed and empty.
  bool take(std::vector<Item>& batch);
  /// Waits until everything pushed so far has been taken and done, or the queue is closed.
  void wait_idle();
  void close();
  [[nodiscard]] uint64_t dropped(size_t rendition) const;

 private:
  struct Lane {
    size_t queued = 0;
    uint64_t dropped = 0;
    bool waits_for_key = false;
  };
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable idle_;
  std::vector<Item> items_;
  std::vector<Lane> lanes_;
  size_t limit_;
  bool working_ = false;
  bool closed_ = false;
};

}  // namespace cw::hls
