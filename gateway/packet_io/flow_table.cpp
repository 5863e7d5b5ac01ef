#include "gateway/packet_io/flow_table.h"

#include <bit>

namespace cw::packet_io {
namespace {

// How well a slot's key fits: 0 not at all, then any source, a source port, a source address, both.
int fit(const FlowKey& key, const UdpDatagram& datagram) {
  if (key.destination != datagram.destination) return 0;
  int score = 1;
  if (key.source.value != 0) {
    if (key.source != datagram.source.address) return 0;
    score += 2;
  }
  if (key.source_port != 0) {
    if (key.source_port != datagram.source.port) return 0;
    score += 1;
  }
  return score;
}

constexpr int kBestFit = 4;

}  // namespace

// At most half full, so that runs of neighbours stay short.
FlowTable::FlowTable(size_t capacity)
    : slots_(std::bit_ceil(2 * capacity + 2)), mask_(slots_.size() - 1), capacity_(capacity) {}

size_t FlowTable::home(Endpoint destination) const {
  constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio: spreads neighbouring groups and ports
  const uint64_t key = (uint64_t{destination.address.value} << 16) | destination.port;
  return static_cast<size_t>((key * kMultiplier) >> 40) & mask_;
}

std::optional<size_t> FlowTable::position(const FlowKey& key) const {
  for (size_t i = home(key.destination); slots_[i].used; i = (i + 1) & mask_) {
    if (slots_[i].key == key) return i;
  }
  return std::nullopt;
}

bool FlowTable::add(const FlowKey& key, uint32_t flow_id) {
  if (used_ == capacity_ || position(key)) return false;
  size_t i = home(key.destination);
  while (slots_[i].used) i = (i + 1) & mask_;
  slots_[i] = Slot{key, flow_id, true};
  ++used_;
  return true;
}

bool FlowTable::remove(const FlowKey& key) {
  const auto found = position(key);
  if (!found) return false;
  close_gap(*found);
  --used_;
  return true;
}

// Moves later members of the run up, so that no search stops early at the hole.
void FlowTable::close_gap(size_t hole) {
  for (size_t i = (hole + 1) & mask_; slots_[i].used; i = (i + 1) & mask_) {
    const size_t from_home = (i - home(slots_[i].key.destination)) & mask_;
    const size_t from_hole = (i - hole) & mask_;
    if (from_home < from_hole) continue;  // its home lies behind the hole
    slots_[hole] = slots_[i];
    hole = i;
  }
  slots_[hole] = Slot{};
}

std::optional<uint32_t> FlowTable::find(const UdpDatagram& datagram) const {
  int best = 0;
  uint32_t flow_id = 0;
  for (size_t i = home(datagram.destination); slots_[i].used; i = (i + 1) & mask_) {
    const int score = fit(slots_[i].key, datagram);
    if (score <= best) continue;
    best = score;
    flow_id = slots_[i].flow_id;
    if (best == kBestFit) break;
  }
  if (best == 0) return std::nullopt;
  return flow_id;
}

}  // namespace cw::packet_io
