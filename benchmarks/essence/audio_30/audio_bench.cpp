// Audio reception and emission per packet, against a memcpy of its payload in the same run.
#include <array>
#include <cstring>
#include <vector>

#include <benchmark/benchmark.h>

#include "gateway/essence/audio_30/audio_assembler.h"
#include "gateway/essence/audio_30/audio_packetizer.h"
#include "gateway/essence/stream_receiver.h"
#include "gateway/rtp/rtp_header.h"

namespace {

using namespace cw;

constexpr int64_t kFirst = 84'665'779'200'000;

class Nowhere final : public bus::Output<bus::AudioLease> {
 public:
  void publish(bus::AudioLease block) override { benchmark::DoNotOptimize(block->data.data()); }
};

/// range(0): channels, range(1): samples a packet.
struct Stream {
  explicit Stream(const benchmark::State& state)
      : format{.channels = static_cast<uint16_t>(state.range(0)), .rate = SampleRate::hz(48'000), .depth = 24},
        samples(state.range(1)),
        packet(rtp::kRtpHeaderBytes + static_cast<size_t>(samples) * format.channels * 3) {}
  [[nodiscard]] Duration packet_time() const { return Duration{samples * kNsPerSecond / 48'000}; }

  bus::AudioFormat format;
  int64_t samples;
  std::vector<uint8_t> packet;
};

void audio_memcpy_of_payload(benchmark::State& state) {
  Stream stream(state);
  std::vector<uint8_t> out(stream.packet.size());
  for (auto _ : state) {
    std::memcpy(out.data(), stream.packet.data() + rtp::kRtpHeaderBytes, stream.packet.size() - rtp::kRtpHeaderBytes);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(audio_memcpy_of_payload)->Args({2, 48})->Args({8, 6})->Args({64, 6});

/// The whole chain: datagram to published block.
void audio_receive(benchmark::State& state) {
  Stream stream(state);
  Nowhere output;
  essence::AudioAssemblerConfig config;
  config.format = stream.format;
  config.packet_time = stream.packet_time();
  essence::StreamReceiver<essence::AudioAssembler> receiver(
      {.payload_type = PayloadType{97},
       .clock = stream.format.rate,
       .packets_per_second = static_cast<uint32_t>(48'000 / stream.samples)},
      essence::AudioAssembler::create(config, output).value());
  int64_t n = 0;
  for (auto _ : state) {
    const int64_t first = kFirst + n * stream.samples;
    rtp::write_rtp_header(stream.packet, {.payload_type = PayloadType{97},
                                          .sequence = SequenceNumber{static_cast<uint16_t>(n)},
                                          .timestamp = MediaTicks{first}.wrapped(),
                                          .ssrc = Ssrc{1}});
    UdpDatagram datagram;
    datagram.payload = stream.packet;
    datagram.arrival = TaiTime::from_ns(kFirst / 48'000 * kNsPerSecond + (n + 1) * stream.packet_time().count());
    receiver.on_datagram(Leg::kRed, datagram);
    ++n;
  }
  if (receiver.assembler().statistics().missing_samples.get() != 0) state.SkipWithError("samples were lost");
}
BENCHMARK(audio_receive)->Args({2, 48})->Args({8, 6})->Args({64, 6});

void audio_send(benchmark::State& state) {
  Stream stream(state);
  essence::AudioPacketizerConfig config;
  config.format = stream.format;
  config.packet_time = stream.packet_time();
  auto packetizer = essence::AudioPacketizer::create(config).value();
  bus::AudioPool pool(2);
  pool.for_each([&](bus::AudioBlock& block) { block.prepare(stream.format, 48); });
  int64_t block_number = 0;
  for (auto _ : state) {
    if (!packetizer.next_due()) {
      bus::AudioLease block = pool.try_lease();
      block->first_sample = kFirst + 48 * block_number++;
      packetizer.begin(std::move(block));
    }
    benchmark::DoNotOptimize(packetizer.next_due());
    benchmark::DoNotOptimize(packetizer.write_next(stream.packet));
  }
}
BENCHMARK(audio_send)->Args({2, 48})->Args({8, 6})->Args({64, 6});

}  // namespace
