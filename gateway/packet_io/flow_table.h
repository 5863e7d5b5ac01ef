// Software flow steering: which of our flows a datagram belongs to. The source is part of the key, so that two senders on one group
// and port are never mixed (DESIGN "What others' users complain about").
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/packet.h"

namespace cw::packet_io {

struct FlowKey {
  Endpoint destination{};
  Ipv4Address source{};      ///< 0: any
  uint16_t source_port = 0;  ///< 0: any
  constexpr bool operator==(const FlowKey&) const = default;
};

/// Open-addressing table, sized once; owned by one worker. Finding is allocation-free and takes one probe in the common case.
class FlowTable {
 public:
  /// `capacity` flows at most.
  explicit FlowTable(size_t capacity = 1024);

  /// False when the key is there already or the table is full.
  bool add(const FlowKey& key, uint32_t flow_id);
  /// False when the key is not there.
  bool remove(const FlowKey& key);
  /// The flow whose key fits best: an exact source wins over "any".
  [[nodiscard]] std::optional<uint32_t> find(const UdpDatagram& datagram) const;
  [[nodiscard]] size_t size() const { return used_; }

 private:
  struct Slot {
    FlowKey key;
    uint32_t flow_id = 0;
    bool used = false;
  };
  [[nodiscard]] size_t home(Endpoint destination) const;
  [[nodiscard]] std::optional<size_t> position(const FlowKey& key) const;
  void close_gap(size_t hole);

  std::vector<Slot> slots_;
  size_t mask_;
  size_t capacity_;
  size_t used_ = 0;
};

}  // namespace cw::packet_io
