// What one packet costs from datagram to mapped media time, against a memcpy of its payload in the same run. The packets lie in
// distinct buffers larger than the caches, as they come from a receive ring.
#include <time.h>

#include <cstring>
#include <vector>

#include <benchmark/benchmark.h>

#include "gateway/rtp/leg_merger.h"
#include "gateway/rtp/media_time_mapper.h"
#include "gateway/rtp/rtp_header.h"

namespace {

using namespace cw;

constexpr int64_t kBurst = 4'096;
constexpr size_t kBufferBytes = 2'048;
constexpr size_t kPayloadBytes = 1'200;
constexpr int64_t kPacketsPerFrame = 4'320;
constexpr int64_t kFirstFrame = 88'193'520'000;
constexpr double kNsPerSecondReal = 1e9;

/// CPU time of this thread: other work on the machine does not count.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / kNsPerSecondReal;
}

/// A 1080p50 4:2:2 10-bit sender, burst by burst; the headers are written before the clock runs, as a NIC does.
class Sender {
 public:
  Sender() : memory_(static_cast<size_t>(kBurst) * kBufferBytes) {}

  void next_burst() {
    first_ += kBurst;
    for (int64_t i = 0; i < kBurst; ++i) {
      const int64_t n = first_ + i;
      rtp::write_rtp_header(MutableBytes(buffer(i), rtp::kRtpHeaderBytes),
                            {.payload_type = PayloadType{96},
                             .sequence = SequenceNumber{static_cast<uint16_t>(n)},
                             .timestamp = MediaTicks{(kFirstFrame + n / kPacketsPerFrame) * 1'800}.wrapped(),
                             .ssrc = Ssrc{1},
                             .marker = n % kPacketsPerFrame == kPacketsPerFrame - 1});
    }
  }
  Bytes packet(int64_t i) { return {buffer(i), rtp::kRtpHeaderBytes + kPayloadBytes}; }
  [[nodiscard]] TaiTime arrival(int64_t i) const {
    return TaiTime::from_ns(kFirstFrame * 20'000'000 + (first_ + i) * (20'000'000 / kPacketsPerFrame));
  }

 private:
  uint8_t* buffer(int64_t i) { return memory_.data() + static_cast<size_t>(i) * kBufferBytes; }
  std::vector<uint8_t> memory_;
  int64_t first_ = -kBurst;
};

/// Times `each(i)` for the packets of a burst and reports ns per packet.
template <typename F>
void time_bursts(benchmark::State& state, Sender& sender, int64_t packets_per_step, F&& each) {
  double total = 0;
  for (auto _ : state) {
    sender.next_burst();
    const double start = thread_seconds();
    for (int64_t i = 0; i < kBurst; ++i) each(i);
    const double taken = thread_seconds() - start;
    state.SetIterationTime(taken);
    total += taken;
  }
  const auto packets = static_cast<double>(state.iterations() * kBurst * packets_per_step);
  state.counters["ns_per_packet"] = total * kNsPerSecondReal / packets;
}

void memcpy_of_payload(benchmark::State& state) {
  Sender sender;
  std::vector<uint8_t> out(kPayloadBytes);
  time_bursts(state, sender, 1, [&](int64_t i) {
    std::memcpy(out.data(), sender.packet(i).data() + rtp::kRtpHeaderBytes, kPayloadBytes);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  });
}
BENCHMARK(memcpy_of_payload)->UseManualTime();

/// The cache miss on each header, which the frame parser before has already paid for.
void first_touch_of_header(benchmark::State& state) {
  Sender sender;
  time_bursts(state, sender, 1, [&](int64_t i) {
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    const auto packet = rtp::RtpView::parse(sender.packet(i), &fault);
    benchmark::DoNotOptimize(packet->timestamp().value + packet->sequence().value);
  });
}
BENCHMARK(first_touch_of_header)->UseManualTime();

/// range(0): legs.
void parse_merge_map(benchmark::State& state) {
  const auto legs = static_cast<size_t>(state.range(0));
  Sender sender;
  rtp::LegMerger merger({.leg_count = legs, .packets_per_second = kPacketsPerFrame * 50});
  rtp::MediaTimeMapper mapper({});
  uint64_t first = 0;
  time_bursts(state, sender, state.range(0), [&](int64_t i) {
    for (size_t leg = 0; leg < legs; ++leg) {
      rtp::RtpFault fault = rtp::RtpFault::kNone;
      const auto packet = rtp::RtpView::parse(sender.packet(i), &fault);
      ExtendedSequenceNumber number;
      const TaiTime arrival = sender.arrival(i);
      if (merger.on_packet(static_cast<Leg>(leg), *packet, arrival, &number) != rtp::MergeVerdict::kFirst) continue;
      ++first;
      benchmark::DoNotOptimize(mapper.map(packet->timestamp(), arrival));
    }
  });
  if (first != static_cast<uint64_t>(state.iterations() * kBurst)) state.SkipWithError("packets were not taken");
}
BENCHMARK(parse_merge_map)->Arg(1)->Arg(2)->UseManualTime();

/// Audio at 125 µs: every packet has a time stamp of its own. range(0): the sender is locked to TAI.
void map_new_timestamps(benchmark::State& state) {
  rtp::MediaTimeMapper mapper({.clock = Rate::hz(48'000)});
  const int64_t first = 84'665'779'200'000;
  const uint32_t base = state.range(0) != 0 ? 0 : 0x7654'3210;
  int64_t n = 0;
  for (auto _ : state) {
    const int64_t ticks = first + n * 6;
    const TaiTime arrival = TaiTime::from_ns(first / 48'000 * kNsPerSecond + n * 125'000);
    benchmark::DoNotOptimize(mapper.map(RtpTimestamp{MediaTicks{ticks}.wrapped().value + base}, arrival));
    ++n;
  }
}
BENCHMARK(map_new_timestamps)->Arg(1)->Arg(0);

}  // namespace
