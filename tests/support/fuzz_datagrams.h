// Cuts a fuzzer's octets into the datagrams of a receiver: each is led by one octet for leg and time step, one for the length. Known
// good header octets are put in place, so that the fuzzer reaches what lies behind them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "gateway/core/packet.h"
#include "gateway/core/rtp_types.h"

namespace cw::test {

class FuzzDatagrams {
 public:
  static constexpr uint8_t kPayloadType = 96;

  explicit FuzzDatagrams(Bytes octets) : octets_(octets) {}

  /// Calls `take(Leg, UdpDatagram)` for each.
  template <typename F>
  void for_each(F&& take) {
    while (octets_.size() >= 2) {
      const uint8_t control = octets_[0];
      const size_t size = std::min<size_t>(size_t{octets_[1]} * (control & 0x40 ? 8U : 1U), octets_.size() - 2);
      std::array<uint8_t, kMaxBytes> packet{};
      std::copy_n(octets_.begin() + 2, size, packet.begin());
      octets_ = octets_.subspan(2 + size);
      if ((control & 0x20) == 0) make_plausible(packet.data());
      now_ += Duration{kSteps[(control >> 1) & 7]};
      UdpDatagram datagram;
      datagram.payload = Bytes(packet).first(size);
      datagram.arrival = now_;
      take((control & 1) != 0 ? Leg::kBlue : Leg::kRed, std::as_const(datagram));
    }
  }
  [[nodiscard]] TaiTime now() const { return now_; }

 private:
  static constexpr size_t kMaxBytes = 2'048;
  static constexpr std::array<int64_t, 8> kSteps{0,          1'000,       125'000,        1'000'000,
                                                 20'000'000, 300'000'000, 11'000'000'000, -5'000'000};

  /// Version 2, the expected payload type, SSRC 0, near number and near time stamp: differences come from the low octets.
  void make_plausible(uint8_t* packet) const {
    constexpr int64_t kTicksPerMillisecond = 48;
    packet[0] = static_cast<uint8_t>(0x80 | (packet[0] & 0x10));
    packet[1] = static_cast<uint8_t>((packet[1] & 0x80) | kPayloadType);
    packet[2] = 0;
    const auto ticks = static_cast<uint32_t>(now_.ns() / 1'000'000 * kTicksPerMillisecond);
    store_be32(packet + 4, ticks + packet[7]);
    store_be32(packet + 8, 0);
  }

  Bytes octets_;
  TaiTime now_ = TaiTime::from_ns(1'763'870'400'000'000'000);
};

}  // namespace cw::test
