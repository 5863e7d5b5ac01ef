// Frames that the host stack wants to send, waiting for the next poll. Fixed memory: when it is full, further frames are dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/core/byte_reader.h"
#include "gateway/packet_io/packet_sink.h"

namespace cw::packet_io {

class ReplyQueue {
 public:
  ReplyQueue(size_t slots, size_t slot_bytes);

  /// Room for a frame of `size` octets, zero-filled, queued at once; empty when there is no slot or the frame is too long (counted).
  [[nodiscard]] MutableBytes push(size_t size);
  /// Sends as much as `sink` has buffers for; the rest stays. Returns how many frames went.
  size_t flush(PacketSink& sink);

  [[nodiscard]] size_t size() const { return count_; }
  [[nodiscard]] uint64_t dropped() const { return dropped_; }

 private:
  [[nodiscard]] uint8_t* slot(size_t index) { return &memory_[index * slot_bytes_]; }

  std::vector<uint8_t> memory_;
  std::vector<uint32_t> sizes_;
  size_t slot_bytes_;
  size_t first_ = 0;
  size_t count_ = 0;
  uint64_t dropped_ = 0;
};

}  // namespace cw::packet_io
