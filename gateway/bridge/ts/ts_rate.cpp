#include "gateway/bridge/ts/ts_rate.h"

#include "gateway/bridge/ts/ts_stamper.h"

namespace cw::bridge {
namespace {

constexpr uint64_t kBitsPerOctet = 8;
constexpr uint64_t kTsBits = kTsPacketBytes * kBitsPerOctet;
constexpr uint64_t kTsPayloadBytes = 184;
/// PES header, access unit delimiter, PCR, caption SEI, and half a packet of stuffing.
constexpr uint64_t kVideoFrameOctets = 19 + 6 + 8 + 60 + 92;
constexpr uint64_t kAudioFrameOctets = 14 + 7;  // PES and ADTS headers
constexpr uint64_t kAacSamples = 1024;
/// PAT and PMT each 100 ms, SDT each 500 ms, PCR on its own each 20 ms.
constexpr uint64_t kTablePacketsPerSecond = 10 + 10 + 2 + 50;

uint64_t ceil_div_u(uint64_t a, uint64_t b) { return (a + b - 1) / b; }

uint64_t events_per_second(Rate rate) {
  return ceil_div_u(static_cast<uint64_t>(rate.num()), static_cast<uint64_t>(rate.den()));
}

uint64_t audio_rate(const bus::CodecParameters& audio) {
  const uint64_t frames = ceil_div_u(events_per_second(audio.time_base), kAacSamples);
  const uint64_t octets = ceil_div_u(audio.bandwidth_bps, frames * kBitsPerOctet);
  // A frame now and then takes one packet more than the average.
  return frames * (ceil_div_u(octets + kAudioFrameOctets, kTsPayloadBytes) + 1) * kTsBits;
}

}  // namespace

uint64_t muxrate_for(const bus::CodecParameters& video, const std::vector<bus::CodecParameters>& audio) {
  const uint64_t frame_overhead = events_per_second(video.time_base) * kVideoFrameOctets * kBitsPerOctet;
  uint64_t rate = ceil_div_u((video.bandwidth_bps + frame_overhead) * kTsPacketBytes, kTsPayloadBytes);
  for (const bus::CodecParameters& track : audio) rate += audio_rate(track);
  rate += kTablePacketsPerSecond * kTsBits;
  return ceil_div_u(rate, 1000) * 1000;
}

}  // namespace cw::bridge
