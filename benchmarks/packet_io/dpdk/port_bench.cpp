// Frames through a net_ring port: lend, fill, transmit, receive, release; next to copying the same frames once.
#include <benchmark/benchmark.h>

#include <cstring>
#include <memory>
#include <vector>

#include "gateway/packet_io/dpdk/dpdk_engine.h"

namespace cw::packet_io {
namespace {

constexpr size_t kFrameBytes = 1322;
constexpr size_t kBurst = 32;

DpdkEngine& engine() {
  static const std::unique_ptr<DpdkEngine> kInstance = [] {
    EngineConfig config;
    config.instance = "causeway-bench";
    config.ports.push_back({.name = "bench", .device = "net_ring0"});
    auto created = DpdkEngine::create(config);
    return created ? std::move(*created) : nullptr;
  }();
  return *kInstance;
}

void memcpy_of_the_packet(benchmark::State& state) {
  std::vector<uint8_t> source(kBurst * 64 * 2048);
  std::vector<uint8_t> target(source.size());
  size_t at = 0;
  for (auto _ : state) {
    for (size_t i = 0; i < kBurst; ++i) {
      std::memcpy(&target[at], &source[at], kFrameBytes);
      at = (at + 2048) % source.size();
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kBurst));
}

void through_the_port(benchmark::State& state, bool fill) {
  DpdkEngine& used = engine();
  const auto scope = WorkerScope::enter(-1);
  PacketSink& sink = used.port(0).sink(0);
  PacketSource& source = used.port(0).source(0);
  std::vector<uint8_t> frame(kFrameBytes, 0x5A);
  std::array<TxPacket, kBurst> packets;
  for (auto _ : state) {
    if (sink.lend(packets) == 0) state.SkipWithError("no buffers");
    for (TxPacket& packet : packets) {
      if (fill) std::memcpy(packet.data, frame.data(), kFrameBytes);
      packet.size_bytes = kFrameBytes;
    }
    sink.transmit(packets);
    benchmark::DoNotOptimize(source.receive(TaiTime{}));
    source.release();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kBurst));
}

BENCHMARK(memcpy_of_the_packet);
BENCHMARK_CAPTURE(through_the_port, headers_only, false);
BENCHMARK_CAPTURE(through_the_port, with_payload, true);

}  // namespace
}  // namespace cw::packet_io
