// A PacketSink that keeps what was sent and can be told to refuse: stands for a TX queue in unit tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "gateway/packet_io/packet_sink.h"

namespace cw::test {

class CapturingSink final : public packet_io::PacketSink {
 public:
  explicit CapturingSink(size_t capacity_bytes = 9100) : capacity_(capacity_bytes) {}

  [[nodiscard]] size_t lend(std::span<TxPacket> out) override {
    if (dry) return 0;
    for (TxPacket& packet : out) {
      packet = TxPacket{.data = new uint8_t[capacity_]{},
                        .capacity_bytes = static_cast<uint32_t>(capacity_),
                        .size_bytes = 0,
                        .handle = nullptr};
      ++lent;
    }
    return out.size();
  }
  size_t transmit(std::span<TxPacket> filled) override {
    for (const TxPacket& packet : filled) frames.emplace_back(packet.data, packet.data + packet.size_bytes);
    give_back(filled);
    return filled.size();
  }
  void give_back(std::span<TxPacket> unused) override {
    for (const TxPacket& packet : unused) delete[] packet.data;
    lent -= unused.size();
  }

  /// Hands out the frames so far and starts anew.
  std::vector<std::vector<uint8_t>> take() { return std::exchange(frames, {}); }

  std::vector<std::vector<uint8_t>> frames;
  size_t lent = 0;
  bool dry = false;  ///< lends nothing

 private:
  size_t capacity_;
};

}  // namespace cw::test
