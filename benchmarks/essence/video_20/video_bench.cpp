// ns per packet of the whole receive chain (RTP checks, 2022-7 merge, time mapping, bitmap, conversion) and of packetizing, 1080p50
// 4:2:2 10 bit, 1260 octets a packet. As in a driver's ring, a frame's packets lie in 4115 buffers of their own (9 MB, in random
// order), so that none is in L2 when its turn comes; frames rotate through a pool of six. Each iteration also copies the same payloads
// with memcpy, through as many frames of memory: `vs_memcpy` is the ratio. CPU time of the thread, medians over the iterations.
#include <algorithm>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "benchmarks/essence/video_20/cpu_time.h"
#include "gateway/bus/output.h"
#include "gateway/essence/stream_receiver.h"
#include "gateway/essence/video_20/video_assembler.h"
#include "gateway/essence/video_20/video_packetizer.h"

namespace cw::essence {
namespace {

constexpr int64_t kFirstFrame = 50 * int64_t{1'700'000'000};
constexpr size_t kBufferOctets = 2048 + 128;  // as an mbuf: header, headroom and data
constexpr size_t kHeadroom = 256;
constexpr size_t kPoolFrames = kMinVideoPoolFrames;

class Discard final : public bus::Output<bus::VideoLease> {
 public:
  void publish(bus::VideoLease frame) override {
    complete += frame->complete ? 1U : 0U;
    ++count;
  }
  size_t count = 0;
  size_t complete = 0;
};

/// A width of 640 makes a picture so small that everything stays in L2: what is left is the work itself.
bus::VideoFormat format_of(const benchmark::State& state) {
  bus::VideoFormat format;
  format.width = static_cast<uint16_t>(state.range(0));
  format.height = format.width == 640 ? 32 : 1080;
  format.rate = Rate::hz(50);
  format.depth = static_cast<uint8_t>(state.range(1));
  return format;
}

struct Packet {
  uint8_t* data = nullptr;
  size_t octets = 0;
  Duration due{};  ///< after the start of the first frame
};

/// One frame of packets, buffers dealt out in random order as a driver's pool does after a while.
class PacketStore {
 public:
  explicit PacketStore(const bus::VideoFormat& format) {
    VideoPacketizerConfig config;
    config.format = format;
    auto packetizer = std::move(VideoPacketizer::create(config).value());
    const size_t total = packetizer.packets_per_frame();
    memory_.resize(total * kBufferOctets);
    std::vector<size_t> order(total);
    for (size_t i = 0; i < total; ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), std::mt19937(1));
    bus::VideoPool pool(1);
    pool.for_each([&](bus::VideoFrame& frame) { frame.prepare(format); });
    auto frame = pool.try_lease();
    frame->index = kFirstFrame;
    packetizer.begin(std::move(frame));
    while (const auto due = packetizer.next_due()) {
      uint8_t* data = memory_.data() + order[packets.size()] * kBufferOctets + kHeadroom;
      const size_t octets = packetizer.write_next({data, kBufferOctets - kHeadroom});
      packets.push_back({data, octets, *due - format.rate.time_of(kFirstFrame)});
    }
  }
  std::vector<Packet> packets;

 private:
  std::vector<uint8_t> memory_;
};

struct Medians {
  std::vector<double> work_s;
  std::vector<double> memcpy_s;
};

void report(benchmark::State& state, size_t packets, Medians& medians) {
  const double work_s = bench::median(medians.work_s);
  const double memcpy_s = bench::median(medians.memcpy_s);
  state.counters["ns/packet"] = work_s / static_cast<double>(packets) * 1e9;
  state.counters["memcpy_ns"] = memcpy_s / static_cast<double>(packets) * 1e9;
  state.counters["vs_memcpy"] = work_s / memcpy_s;
}

/// Copies the payloads of all packets, each time into the next of six frames.
class MemcpyOfPayloads {
 public:
  explicit MemcpyOfPayloads(const PacketStore& store)
      : store_(store), target_(kPoolFrames * store.packets.size() * 1300) {}
  double run() {
    return bench::cpu_seconds_of([&] {
      uint8_t* to = target_.data() + round_++ % kPoolFrames * store_.packets.size() * 1300;
      for (const Packet& packet : store_.packets) {
        std::memcpy(to, packet.data + kHeaders, packet.octets - kHeaders);
        to += packet.octets - kHeaders;
      }
      benchmark::ClobberMemory();
    });
  }

 private:
  static constexpr size_t kHeaders = 20;
  const PacketStore& store_;
  std::vector<uint8_t> target_;
  size_t round_ = 0;
};

/// The sender's stream goes on for ever: sequence numbers and time stamps of the stored packets are moved on for each round.
void advance(const PacketStore& store) {
  for (const Packet& packet : store.packets) {
    store_be16(packet.data + 2, static_cast<uint16_t>(load_be16(packet.data + 2) + store.packets.size()));
    store_be32(packet.data + 4, load_be32(packet.data + 4) + 1800);
  }
}

/// What an agent can do for the packets that follow in its burst.
void prefetch(const Packet& packet) {
  for (size_t at = 0; at < packet.octets; at += 64) __builtin_prefetch(packet.data + at);
}

void receive(benchmark::State& state) {
  const auto format = format_of(state);
  const bool two_legs = state.range(2) == 2;
  const size_t ahead = static_cast<size_t>(state.range(3));
  const PacketStore store(format);
  MemcpyOfPayloads copy(store);
  Discard output;
  auto assembler = VideoAssembler::create({.format = format, .pool_frames = kPoolFrames}, output);
  StreamReceiver<VideoAssembler> receiver({.payload_type = PayloadType{96}, .leg_count = two_legs ? 2U : 1U},
                                          std::move(*assembler));
  Medians medians;
  int64_t frame = kFirstFrame;
  for (auto _ : state) {
    medians.memcpy_s.push_back(copy.run());
    const TaiTime start = format.rate.time_of(frame++);
    medians.work_s.push_back(bench::cpu_seconds_of([&] {
      UdpDatagram datagram;
      for (size_t i = 0; i < store.packets.size(); ++i) {
        const Packet& packet = store.packets[i];
        if (ahead != 0) prefetch(store.packets[(i + ahead) % store.packets.size()]);
        datagram.payload = {packet.data, packet.octets};
        datagram.arrival = start + packet.due;
        receiver.on_datagram(Leg::kRed, datagram);
        if (two_legs) receiver.on_datagram(Leg::kBlue, datagram);
      }
      receiver.poll(start);
    }));
    state.SetIterationTime(medians.work_s.back());
    advance(store);
  }
  if (output.complete != medians.work_s.size()) state.SkipWithError("not every frame was complete");
  report(state, store.packets.size(), medians);
}
BENCHMARK(receive)
    ->Name("VideoReceive")
    ->ArgNames({"width", "depth", "legs", "ahead"})
    ->Args({1920, 10, 1, 0})
    ->Args({1920, 10, 1, 1})
    ->Args({1920, 10, 2, 1})
    ->Args({1920, 8, 1, 1})
    ->Args({640, 10, 1, 0})
    ->Args({640, 10, 2, 0})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

void assemble(benchmark::State& state) {
  const auto format = format_of(state);
  const PacketStore store(format);
  MemcpyOfPayloads copy(store);
  Discard output;
  const auto assembler =
      std::move(VideoAssembler::create({.format = format, .pool_frames = kPoolFrames}, output).value());
  Medians medians;
  int64_t sequence = 0;
  int64_t frame = kFirstFrame;
  for (auto _ : state) {
    medians.memcpy_s.push_back(copy.run());
    const int64_t ticks = frame++ * 1800;
    const TaiTime tai = kVideoClock.time_of(ticks);
    medians.work_s.push_back(bench::cpu_seconds_of([&] {
      for (const Packet& packet : store.packets) {
        rtp::RtpFault fault{};
        const auto view = rtp::RtpView::parse({packet.data, packet.octets}, &fault);
        assembler->on_packet(*view, {MediaTicks{ticks}, tai, true}, {Leg::kRed, {sequence++}, tai, true});
      }
    }));
    state.SetIterationTime(medians.work_s.back());
    advance(store);
  }
  if (output.complete != medians.work_s.size()) state.SkipWithError("not every frame was complete");
  report(state, store.packets.size(), medians);
}
BENCHMARK(assemble)
    ->Name("VideoAssembleOnly")
    ->ArgNames({"width", "depth"})
    ->Args({1920, 10})
    ->Args({1920, 8})
    ->Args({640, 10})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

void packetize(benchmark::State& state) {
  const auto format = format_of(state);
  const PacketStore store(format);
  MemcpyOfPayloads copy(store);
  VideoPacketizerConfig config;
  config.format = format;
  config.packing = state.range(2) == 0 ? PackingMode::kBlock : PackingMode::kGeneral;
  auto packetizer = std::move(VideoPacketizer::create(config).value());
  bus::VideoPool pool(kPoolFrames);
  pool.for_each([&](bus::VideoFrame& frame) { frame.prepare(format); });
  Medians medians;
  int64_t index = kFirstFrame;
  for (auto _ : state) {
    medians.memcpy_s.push_back(copy.run());
    auto frame = pool.try_lease();
    frame->index = index++;
    medians.work_s.push_back(bench::cpu_seconds_of([&] {
      packetizer.begin(std::move(frame));
      for (size_t i = 0; packetizer.next_due(); ++i) {
        packetizer.write_next({store.packets[i].data, kBufferOctets - kHeadroom});
      }
    }));
    state.SetIterationTime(medians.work_s.back());
  }
  report(state, packetizer.packets_per_frame(), medians);
}
BENCHMARK(packetize)
    ->Name("VideoPacketize")
    ->ArgNames({"width", "depth", "gpm"})
    ->Args({1920, 10, 0})
    ->Args({1920, 10, 1})
    ->Args({1920, 8, 0})
    ->Args({640, 10, 0})
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace cw::essence
