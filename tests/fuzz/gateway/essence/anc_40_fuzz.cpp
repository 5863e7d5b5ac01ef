// A whole ANC receiver under arbitrary datagrams on two legs; what it publishes must be what the packetizer can send again.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "gateway/essence/anc_40/anc_assembler.h"
#include "gateway/essence/stream_receiver.h"
#include "tests/support/fuzz_datagrams.h"

namespace {

using namespace cw;

class CheckedOutput final : public bus::Output<bus::AncLease> {
 public:
  void publish(bus::AncLease frame) override {
    for (const bus::AncPacket& packet : frame->span()) {
      std::array<uint8_t, essence::anc_packet_bytes(bus::kMaxUserDataWords)> wire{};
      if (packet.line > 0x7FF || packet.horizontal_offset > 0xFFF || packet.stream_number > 0x7F) std::abort();
      if ((packet.faults & bus::kAncFaultTruncated) != 0) continue;
      const size_t written = essence::write_anc_packet(wire, packet);
      bus::AncPacket again;
      if (essence::read_anc_packet(Bytes(wire).first(written), again) != written) std::abort();
      if (again.faults != (packet.faults & ~bus::kAncFaultWordAlign)) std::abort();
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  essence::AncAssemblerConfig config;
  config.rate = (data[0] & 1) != 0 ? FrameRate::hz(50) : *FrameRate::create(30'000, 1'001);
  config.interlaced = (data[0] & 2) != 0;
  config.pool_frames = 1;
  CheckedOutput output;
  essence::StreamReceiver<essence::AncAssembler> receiver(
      {.payload_type = PayloadType{test::FuzzDatagrams::kPayloadType}, .leg_count = 2, .packets_per_second = 100},
      essence::AncAssembler::create(config, output).value());
  test::FuzzDatagrams datagrams(Bytes(data + 1, size - 1));
  datagrams.for_each([&](Leg leg, const UdpDatagram& datagram) {
    receiver.on_datagram(leg, datagram);
    receiver.poll(datagram.arrival);
  });
  receiver.finish();
  return 0;
}
