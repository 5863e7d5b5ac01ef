// ANC reception per RTP packet with a caption and two time code packets, against a memcpy of its payload in the same run.
#include <array>
#include <cstring>
#include <vector>

#include <benchmark/benchmark.h>

#include "gateway/bus/anc_words.h"
#include "gateway/essence/anc_40/anc_assembler.h"
#include "gateway/essence/anc_40/anc_packetizer.h"
#include "gateway/essence/stream_receiver.h"
#include "gateway/rtp/rtp_header.h"

namespace {

using namespace cw;

constexpr int64_t kFirstFrame = 88'193'520'000;

class Nowhere final : public bus::Output<bus::AncLease> {
 public:
  void publish(bus::AncLease frame) override { benchmark::DoNotOptimize(frame->count); }
};

bus::AncPacket packet_of(DidSdid id, uint8_t words) {
  bus::AncPacket packet;
  packet.id = id;
  packet.line = 9;
  packet.data_count = words;
  bus::finish(packet);
  return packet;
}

bus::AncLease frame_from(bus::AncPool& pool, int64_t index) {
  bus::AncLease frame = pool.try_lease();
  frame->rate = FrameRate::hz(50);
  frame->index = index;
  frame->count = 0;
  *frame->append() = packet_of({0x61, 0x01}, 49);
  *frame->append() = packet_of({0x60, 0x60}, 16);
  *frame->append() = packet_of({0x60, 0x60}, 16);
  return frame;
}

std::vector<uint8_t> packet_octets() {
  bus::AncPool pool(1);
  essence::AncPacketizerConfig config;
  config.rate = FrameRate::hz(50);
  auto packetizer = essence::AncPacketizer::create(config).value();
  packetizer.begin(frame_from(pool, kFirstFrame));
  std::vector<uint8_t> octets(1'500);
  octets.resize(packetizer.write_next(octets));
  return octets;
}

void anc_memcpy_of_payload(benchmark::State& state) {
  const auto octets = packet_octets();
  std::vector<uint8_t> out(octets.size());
  for (auto _ : state) {
    std::memcpy(out.data(), octets.data(), octets.size());
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(anc_memcpy_of_payload);

void anc_receive(benchmark::State& state) {
  auto octets = packet_octets();
  Nowhere output;
  essence::AncAssemblerConfig config;
  config.rate = FrameRate::hz(50);
  essence::StreamReceiver<essence::AncAssembler> receiver({.payload_type = PayloadType{100}, .packets_per_second = 50},
                                                          essence::AncAssembler::create(config, output).value());
  int64_t n = 0;
  for (auto _ : state) {
    const int64_t ticks = (kFirstFrame + n) * 1'800;
    rtp::write_rtp_header(octets, {.payload_type = PayloadType{100},
                                   .sequence = SequenceNumber{static_cast<uint16_t>(n)},
                                   .timestamp = MediaTicks{ticks}.wrapped(),
                                   .ssrc = Ssrc{1},
                                   .marker = true});
    UdpDatagram datagram;
    datagram.payload = octets;
    datagram.arrival = TaiTime::from_ns((kFirstFrame + n) * 20'000'000 + 20'000);
    receiver.on_datagram(Leg::kRed, datagram);
    ++n;
  }
  if (receiver.assembler().statistics().bad_anc_packets.get() != 0) state.SkipWithError("packets were damaged");
}
BENCHMARK(anc_receive);

void anc_send(benchmark::State& state) {
  bus::AncPool pool(2);
  essence::AncPacketizerConfig config;
  config.rate = FrameRate::hz(50);
  auto packetizer = essence::AncPacketizer::create(config).value();
  std::vector<uint8_t> octets(1'500);
  const bus::AncLease frame = frame_from(pool, kFirstFrame);
  for (auto _ : state) {
    packetizer.begin(frame);
    benchmark::DoNotOptimize(packetizer.write_next(octets));
  }
}
BENCHMARK(anc_send);

}  // namespace
