// The switch port at the other end of the cable, as it says of itself by LLDP (IEEE 802.1AB-2016 §8, §9): for NMOS (IS-04
// attached_network_device) and for whoever looks for a cable.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/core/packet.h"
#include "gateway/core/tai_time.h"

namespace cw::packet_io {

/// An identifier as text: MAC addresses "aa-bb-cc-dd-ee-ff", names as they are (what is not printable becomes '?'), IPv4 dotted.
class NeighbourId {
 public:
  static constexpr size_t kMaxOctets = 64;
  void add(char letter) {
    if (size_ < kMaxOctets) text_[size_++] = letter;
  }
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }
  bool operator==(const NeighbourId& other) const { return text() == other.text(); }

 private:
  std::array<char, kMaxOctets> text_{};
  uint8_t size_ = 0;
};

struct Neighbour {
  NeighbourId chassis_id;
  NeighbourId port_id;
  uint16_t ttl_s = 0;  ///< 0: it is about to leave
  bool operator==(const Neighbour&) const = default;
};

/// A frame of EtherType 88CC; nullopt when it is none, or lacks one of the three mandatory TLVs.
[[nodiscard]] std::optional<Neighbour> parse_lldp(Bytes frame);

/// One thread; allocates nothing.
class NeighbourTable {
 public:
  void on_frame(Bytes frame, TaiTime now);
  /// Until its TTL has run out.
  [[nodiscard]] std::optional<Neighbour> neighbour(TaiTime now) const;

 private:
  std::optional<Neighbour> neighbour_;
  TaiTime heard_;
};

}  // namespace cw::packet_io
