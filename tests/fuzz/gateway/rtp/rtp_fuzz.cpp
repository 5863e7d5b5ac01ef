// RtpView, LegMerger, MediaTimeMapper and FrameIndexer under arbitrary datagrams on two legs.
#include <cstdint>
#include <cstdlib>

#include "gateway/rtp/frame_indexer.h"
#include "gateway/rtp/leg_merger.h"
#include "gateway/rtp/media_time_mapper.h"
#include "tests/support/fuzz_datagrams.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cw;
  if (size == 0) return 0;
  rtp::LegMerger merger({.leg_count = 1U + (data[0] & 1U), .packets_per_second = (data[0] & 2U) != 0 ? 100U : 20'000U});
  rtp::MediaTimeMapper mapper({.clock = Rate::hz(48'000)});
  rtp::FrameIndexer indexer(*FrameRate::create(30'000, 1'001), Rate::hz(48'000));
  int64_t highest = 0;
  test::FuzzDatagrams(Bytes(data + 1, size - 1)).for_each([&](Leg leg, const UdpDatagram& datagram) {
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    const auto packet = rtp::RtpView::parse(datagram.payload, &fault);
    require(packet.has_value() == (fault == rtp::RtpFault::kNone));
    if (!packet) return;
    require(packet->payload().size() + packet->padding_octets() + rtp::kRtpHeaderBytes <= datagram.payload.size());
    ExtendedSequenceNumber number;
    const auto verdict = merger.on_packet(leg, *packet, datagram.arrival, &number);
    if (verdict == rtp::MergeVerdict::kLate) return;
    require(static_cast<uint16_t>(number.value) == packet->sequence().value);
    if (verdict == rtp::MergeVerdict::kRestart) {
      require(number.value > highest);
      mapper.restart();
    }
    highest = std::max(highest, number.value);
    if (verdict == rtp::MergeVerdict::kDuplicate) return;
    const auto time = mapper.map(packet->timestamp(), datagram.arrival);
    require(time.ticks.wrapped() == packet->timestamp());
    static_cast<void>(indexer.index_of(time, packet->marker()));
  });
  merger.reset();
  const auto& merged = merger.statistics();
  for (const auto& leg : merged.legs)
    require(leg.duplicates.get() + leg.late.get() + leg.foreign.get() <= leg.packets.get());
  require(merged.missing.get() <= merged.legs[0].lost.get());
  return 0;
}
