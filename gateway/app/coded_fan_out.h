// Hands a channel's coded units to its outputs, which come and go on a reload while the encoders run on.
#pragma once

#include <algorithm>
#include <mutex>
#include <vector>

#include "gateway/bus/output.h"

namespace cw::app {

/// Off the packet path (a few hundred units a second): a lock is fine.
class CodedFanOut final : public bus::CodedSink {
 public:
  void on_video(size_t rendition, const bus::CodedUnitPtr& unit) override {
    const std::scoped_lock lock(mutex_);
    for (bus::CodedSink* sink : sinks_) sink->on_video(rendition, unit);
  }
  void on_audio(size_t track, const bus::CodedUnitPtr& unit) override {
    const std::scoped_lock lock(mutex_);
    for (bus::CodedSink* sink : sinks_) sink->on_audio(track, unit);
  }
  void add(bus::CodedSink& sink) {
    const std::scoped_lock lock(mutex_);
    sinks_.push_back(&sink);
  }
  /// After the return the sink is no longer called.
  void remove(bus::CodedSink& sink) {
    const std::scoped_lock lock(mutex_);
    std::erase(sinks_, &sink);
  }

 private:
  std::mutex mutex_;
  std::vector<bus::CodedSink*> sinks_;
};

}  // namespace cw::app
