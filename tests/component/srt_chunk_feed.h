// Feeds an SrtSender as the multiplexer does: numbered chunks of seven packets at an even pace, on a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "gateway/core/byte_reader.h"
#include "gateway/srt/srt_sender.h"

namespace cw::test {

inline constexpr size_t kChunkOctets = 1316;

/// Number n as seven null TS packets whose payloads start with n.
inline std::vector<uint8_t> numbered_chunk(uint32_t number) {
  std::vector<uint8_t> data(kChunkOctets, 0xFF);
  for (size_t packet = 0; packet < kChunkOctets; packet += 188) {
    store_be32(&data[packet], 0x471FFF10);
    store_be32(&data[packet + 4], number);
  }
  return data;
}
inline uint32_t number_of(const std::vector<uint8_t>& chunk) { return load_be32(&chunk[4]); }

/// True when the chunks are consecutive numbers without a hole, and whole.
inline bool is_consecutive(const std::vector<std::vector<uint8_t>>& chunks) {
  for (size_t i = 0; i < chunks.size(); ++i) {
    if (chunks[i].size() != kChunkOctets || chunks[i] != numbered_chunk(number_of(chunks[i]))) return false;
    if (i > 0 && number_of(chunks[i]) != number_of(chunks[i - 1]) + 1) return false;
  }
  return true;
}

class SrtChunkFeed {
 public:
  /// 1,000 chunks/s are 10.5 Mb/s.
  explicit SrtChunkFeed(srt::SrtSender& sender, std::chrono::microseconds interval = std::chrono::milliseconds(1))
      : thread_([this, &sender, interval] {
          auto next = std::chrono::steady_clock::now();
          while (!stopping_) {
            sender.publish({TaiTime{}, numbered_chunk(sent_)});
            ++sent_;
            next += interval;
            std::this_thread::sleep_until(next);
          }
        }) {}
  ~SrtChunkFeed() { stop(); }
  SrtChunkFeed(const SrtChunkFeed&) = delete;
  SrtChunkFeed& operator=(const SrtChunkFeed&) = delete;

  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] uint32_t sent() const { return sent_; }

 private:
  std::atomic<bool> stopping_{false};
  std::atomic<uint32_t> sent_{0};
  std::thread thread_;
};

}  // namespace cw::test
