// Any octets as a series of frames, joins and waits for the host stack: it must neither crash nor send what is not sound.
// Input: records of a command octet, a length of two octets, and that many octets.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "gateway/packet_io/ethernet.h"
#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/host_stack.h"

namespace {

using namespace cw;             // NOLINT(google-build-using-namespace)
using namespace cw::packet_io;  // NOLINT(google-build-using-namespace)

constexpr MacAddress kMac{{0x02, 0, 0, 0, 0, 1}};
constexpr Ipv4Address kAddress{0x0A000001};

// Every frame that leaves must be one that our own parser takes for what the stack sends.
class CheckingSink final : public PacketSink {
 public:
  [[nodiscard]] size_t lend(std::span<TxPacket> out) override {
    for (size_t i = 0; i < out.size(); ++i) {
      out[i] = {memory_[i].data(), static_cast<uint32_t>(memory_[i].size()), 0, nullptr};
    }
    return out.size();
  }
  size_t transmit(std::span<TxPacket> filled) override {
    for (const TxPacket& packet : filled) check({packet.data, packet.size_bytes});
    return filled.size();
  }
  void give_back(std::span<TxPacket>) override {}

 private:
  static void check(Bytes frame) {
    UdpDatagram datagram;
    const FrameKind kind = parse_frame(frame, TaiTime{}, &datagram);
    const bool sound = kind == FrameKind::kArp || kind == FrameKind::kIcmp || kind == FrameKind::kIgmp;
    if (!sound || load_mac(&frame[6]) != kMac) abort();
  }
  std::array<std::array<uint8_t, 9100>, 16> memory_{};
};

void obey(HostStack& sut, uint8_t command, Bytes octets, TaiTime& now) {
  ByteReader reader(octets);
  std::array<Ipv4Address, 4> sources{};
  for (Ipv4Address& source : sources) source.value = reader.u32();
  const Ipv4Address group{0xEF000000 + reader.u8()};
  const std::span<const Ipv4Address> some = std::span(sources).first(command % 5);
  switch (command >> 5) {
    case 0: sut.join(group, some); break;
    case 1: sut.leave(group, some); break;
    case 2: now += std::chrono::milliseconds(reader.u32() & 0xFFFFF); break;
    case 3: (void)sut.resolve(sources[0], now); break;
    case 4: sut.leave_all(); break;
    default: sut.on_frame(octets, now); break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static CheckingSink sink;
  ByteReader reader(Bytes(data, size));
  const uint16_t vlan_id = reader.u8() % 2 == 0 ? 0 : 100;
  HostStack sut({.mac = kMac, .address = kAddress, .gateway = {0x0A0000FE}, .vlan_id = vlan_id});
  TaiTime now = TaiTime::from_ns(1'700'000'000'000'000'000);
  while (reader.ok() && reader.remaining() > 0) {
    const uint8_t command = reader.u8();
    const size_t length = std::min<size_t>(reader.u16(), reader.remaining());
    obey(sut, command, reader.bytes(length), now);
    sut.poll(now, sink);
  }
  return 0;
}
