// Which frame a packet belongs to: the part of VideoAssembler that opens frames and turns late or surplus units away.
#include <utility>

#include "gateway/essence/video_20/video_assembler.h"

namespace cw::essence {

FrameInAssembly* VideoAssembler::frame_for(UnitKey key, const MediaTime& time, TaiTime arrival) {
  if (current_ != nullptr && current_->identity.has(key)) return current_;
  for (FrameInAssembly& frame : frames_) {
    if (frame.lease && frame.identity.has(key)) return current_ = &frame;
  }
  for (const FrameIdentity& closed : closed_) {
    if (closed.has(key)) {
      statistics_.late_packets.add();
      return nullptr;
    }
  }
  return current_ = frame_of_new_unit(key, time, arrival);
}

FrameInAssembly* VideoAssembler::frame_of_new_unit(UnitKey key, const MediaTime& time, TaiTime arrival) {
  if (raster_.fields == 2) {
    for (FrameInAssembly& frame : frames_) {
      if (frame.lease && order_.is_other_unit(frame.identity, key)) {
        frame.identity.add(key);
        return &frame;
      }
    }
    for (FrameIdentity& closed : closed_) {
      if (order_.is_other_unit(closed, key)) {
        closed.add(key);
        statistics_.late_packets.add();
        return nullptr;
      }
    }
  }
  const FrameOrder::Place place = order_.place(key, time);
  FrameIdentity identity;
  identity.index = place.index;
  identity.add(key);
  if (!is_wanted(identity, place.newest)) {
    remember(identity);
    return nullptr;
  }
  return open_frame(identity, time, arrival);
}

bool VideoAssembler::is_wanted(const FrameIdentity& identity, bool newest) {
  bool taken = false;
  for (const FrameInAssembly& frame : frames_) taken |= frame.lease && frame.identity.index == identity.index;
  if (!taken && (!any_closed_ || identity.index > last_closed_index_)) return true;
  const int64_t one_second = config_.format.rate.index_at(TaiTime::from_ns(kNsPerSecond));
  if (!taken && newest && last_closed_index_ - identity.index > one_second) {
    // The clock or the sender was set back: waiting for the old index could take for ever.
    flush();
    any_closed_ = false;
    statistics_.index_resets.add();
    return true;
  }
  (newest ? statistics_.frames_dropped_same_index : statistics_.late_packets).add();
  return false;
}

FrameInAssembly* VideoAssembler::open_frame(const FrameIdentity& identity, const MediaTime& time, TaiTime arrival) {
  FrameInAssembly* frame = free_place(identity.index);
  if (frame == nullptr) {
    statistics_.late_packets.add();
    return nullptr;
  }
  bus::VideoLease lease = pool_.try_lease();
  if (!lease) {
    statistics_.frames_dropped_no_memory.add();
    remember(identity);
    return nullptr;
  }
  if (starting_) start_index_ = identity.index;
  starting_ = false;
  lease->index = identity.index;
  lease->tai = config_.format.rate.time_of(identity.index);
  lease->locked = time.locked;
  lease->leg_packets = {};
  lease->first_arrival = arrival;
  lease->last_arrival = arrival;
  frame->lease = std::move(lease);
  frame->identity = identity;
  frame->coverage.clear();
  frame->extents = {};
  frame->deadline = arrival + life_;
  frame->may_be_partial = identity.index <= start_index_;
  frame->has_refused_srds = false;
  statistics_.open_frames.set(statistics_.open_frames.get() + 1);
  publish_complete();  // those that waited for the frame that may just have made room
  return frame;
}

FrameInAssembly* VideoAssembler::free_place(int64_t index) {
  for (FrameInAssembly& frame : frames_) {
    if (!frame.lease) return &frame;
  }
  FrameInAssembly* frame = oldest();
  if (index < frame->identity.index) return nullptr;
  close(*frame);
  return frame;
}

void VideoAssembler::discard_open() {
  for (FrameInAssembly& frame : frames_) {
    if (frame.lease) release(frame);
  }
  starting_ = true;
}

void VideoAssembler::release(FrameInAssembly& frame) {
  if (current_ == &frame) current_ = nullptr;
  remember(frame.identity);
  frame.lease.reset();
  statistics_.open_frames.set(statistics_.open_frames.get() - 1);
}

void VideoAssembler::remember(const FrameIdentity& identity) {
  closed_[next_closed_] = identity;
  next_closed_ = (next_closed_ + 1) % kRemembered;
}

}  // namespace cw::essence
