// A whole audio receiver under arbitrary datagrams on two legs; blocks must leave in order and hold what they claim.
#include <cstdint>
#include <cstdlib>

#include "gateway/essence/audio_30/audio_assembler.h"
#include "gateway/essence/stream_receiver.h"
#include "tests/support/fuzz_datagrams.h"

namespace {

using namespace cw;

class CheckedOutput final : public bus::Output<bus::AudioLease> {
 public:
  void publish(bus::AudioLease block) override {
    if (block->missing_samples > block->samples) std::abort();
    if (!block->discontinuity && started_ && block->first_sample != next_) std::abort();
    started_ = true;
    next_ = block->first_sample + block->samples;
  }

 private:
  bool started_ = false;
  int64_t next_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  essence::AudioAssemblerConfig config;
  config.format = {.channels = static_cast<uint16_t>(1 + (data[0] & 7)), .rate = SampleRate::hz(48'000)};
  config.format.depth = (data[0] & 8) != 0 ? 16 : 24;
  config.packet_time = std::chrono::microseconds{(data[0] & 16) != 0 ? 125 : 1'000};
  config.block_samples = 33U + (data[1] & 63U);  // up to a full block; shorter ones only mean more of them
  config.pool_blocks = 8;
  config.hold = std::chrono::milliseconds{data[0] >> 5};
  CheckedOutput output;
  essence::StreamReceiver<essence::AudioAssembler> receiver(
      {.payload_type = PayloadType{test::FuzzDatagrams::kPayloadType},
       .clock = config.format.rate,
       .leg_count = 2,
       .packets_per_second = 1'000},
      essence::AudioAssembler::create(config, output).value());
  test::FuzzDatagrams datagrams(Bytes(data + 2, size - 2));
  datagrams.for_each([&](Leg leg, const UdpDatagram& datagram) {
    receiver.on_datagram(leg, datagram);
    receiver.poll(datagram.arrival);
  });
  receiver.finish();
  return 0;
}
