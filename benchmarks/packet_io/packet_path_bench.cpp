// What one packet costs before RTP sees it and after RTP has made it, next to copying the packet once. All run over 4096
// distinct packets of a -20 stream (1260 octets of payload), so that caches see what they see in service.
#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "gateway/packet_io/flow_table.h"
#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/udp_frame_template.h"

namespace cw::packet_io {
namespace {

constexpr size_t kPackets = 4096;
constexpr size_t kSlotBytes = 2048;
constexpr size_t kPayloadBytes = 12 + 8 + 1260;
constexpr size_t kFlows = 64;

Endpoint group(size_t flow) { return {{0xEF000000 + static_cast<uint32_t>(flow)}, 5004}; }

UdpFrameTemplate template_of(size_t flow) {
  return UdpFrameTemplate::create({.source_mac = {{2, 0, 0, 0, 0, 1}},
                                   .destination_mac = multicast_mac(group(flow).address),
                                   .vlan_id = 0,
                                   .source = {{0x0A000001}, 5004},
                                   .destination = group(flow)});
}

class Packets {
 public:
  Packets() : memory_(kPackets * kSlotBytes, 0x5A) {
    for (size_t i = 0; i < kPackets; ++i) template_of(i % kFlows).write_headers(frame(i), kPayloadBytes);
  }
  uint8_t* frame(size_t i) { return &memory_[i * kSlotBytes]; }
  static constexpr size_t frame_bytes() { return 42 + kPayloadBytes; }

 private:
  std::vector<uint8_t> memory_;
};

void memcpy_of_the_packet(benchmark::State& state) {
  Packets packets;
  std::vector<uint8_t> target(kPackets * kSlotBytes);
  size_t i = 0;
  for (auto _ : state) {
    std::memcpy(&target[i * kSlotBytes], packets.frame(i), Packets::frame_bytes());
    benchmark::ClobberMemory();
    i = (i + 1) % kPackets;
  }
  state.SetItemsProcessed(state.iterations());
}

void parse_and_find_flow(benchmark::State& state) {
  Packets packets;
  FlowTable table(1024);
  for (uint32_t flow = 0; flow < kFlows; ++flow) table.add({.destination = group(flow), .source = {0x0A000001}}, flow);
  size_t i = 0;
  for (auto _ : state) {
    UdpDatagram datagram;
    if (parse_frame({packets.frame(i), Packets::frame_bytes()}, 0, TaiTime{}, &datagram) != FrameKind::kUdp) {
      state.SkipWithError("not parsed");
    }
    benchmark::DoNotOptimize(table.find(datagram));
    i = (i + 1) % kPackets;
  }
  state.SetItemsProcessed(state.iterations());
}

void write_headers(benchmark::State& state) {
  Packets packets;
  UdpFrameTemplate sut = template_of(1);
  size_t i = 0;
  for (auto _ : state) {
    sut.write_headers(packets.frame(i), kPayloadBytes);
    benchmark::ClobberMemory();
    i = (i + 1) % kPackets;
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(memcpy_of_the_packet);
BENCHMARK(parse_and_find_flow);
BENCHMARK(write_headers);

}  // namespace
}  // namespace cw::packet_io
