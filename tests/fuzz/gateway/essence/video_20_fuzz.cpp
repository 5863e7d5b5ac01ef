// ST 2110-20 payloads from anybody: SRD parser, assembler with its bookkeeping of frames, merge and time mapping before it. The input
// is a list of records; each becomes one RTP packet. Under the sanitizers, a write outside of a frame or of the bitmap is a crash.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>
#include <vector>

#include "gateway/bus/output.h"
#include "gateway/core/byte_reader.h"
#include "gateway/essence/stream_receiver.h"
#include "gateway/essence/video_20/video_assembler.h"

namespace cw::essence {
namespace {

class CheckedVideo final : public bus::Output<bus::VideoLease> {
 public:
  void publish(bus::VideoLease frame) override {
    const size_t frame_octets =
        size_t{frame->format.width} / 2 * (frame->format.depth == 8 ? 4U : 5U) * frame->format.height;
    if (frame->missing_octets > frame_octets) std::abort();
    if (frame->complete && frame->missing_octets != 0) std::abort();
    kept = frame;  // a consumer that holds on to one
  }
  bus::VideoLease kept;
};

bus::VideoFormat format_of(uint8_t choice) {
  bus::VideoFormat format;
  format.width = static_cast<uint16_t>(2 + (choice & 0x0F) * 6);
  format.height = static_cast<uint16_t>(2 + (choice >> 4));
  format.depth = (choice & 1) != 0 ? 8 : 10;
  format.scan = static_cast<bus::Scan>(choice % 3);
  format.rate = Rate::hz((choice & 2) != 0 ? 50 : 25);
  return format;
}

/// Record: control, time step, then by control bits an RTP payload made of small fields or taken as it is.
std::vector<uint8_t> packet_of(ByteReader& in, uint8_t control, uint16_t sequence, uint32_t timestamp) {
  std::vector<uint8_t> packet(12);
  packet[0] = (control & 0x80) != 0 ? in.u8() : 0x80;
  packet[1] = static_cast<uint8_t>(96 | ((control & 1) != 0 ? 0x80 : 0));
  store_be16(&packet[2], sequence);
  store_be32(&packet[4], timestamp);
  if ((control & 2) != 0) {
    const Bytes raw = in.bytes(std::min<size_t>(in.u8(), in.remaining()));
    packet.insert(packet.end(), raw.begin(), raw.end());
    return packet;
  }
  // A well-formed payload whose numbers stay near the raster.
  const size_t srds = 1 + (control >> 2) % 4;
  packet.resize(14);
  size_t data = 0;
  for (size_t i = 0; i < srds; ++i) {
    const uint8_t shape = in.u8();
    const size_t length = size_t{shape & 0x1FU} * ((shape & 0x20) != 0 ? 4U : 5U) + ((shape & 0xC0) == 0xC0 ? 1U : 0U);
    const uint8_t row = in.u8();
    const uint8_t offset = in.u8();
    const size_t at = packet.size();
    packet.resize(at + 6);
    write_srd_header(&packet[at],
                     {.length_octets = static_cast<uint16_t>(length),
                      .row = static_cast<uint16_t>(row & 0x1F),
                      .offset_pixels = offset,
                      .second_field = (row & 0x80) != 0},
                     i + 1 < srds);
    data += length;
  }
  packet.resize(packet.size() + data - ((control & 0x40) != 0 && data > 0 ? 1 : 0), control);
  return packet;
}

void run(ByteReader in) {
  CheckedVideo output;
  VideoAssemblerConfig config;
  config.format = format_of(in.u8());
  config.pool_frames = kMinVideoPoolFrames + in.u8() % 4;
  auto assembler = VideoAssembler::create(config, output);
  if (!assembler) std::abort();
  const VideoAssembler& sut = **assembler;
  StreamReceiver<VideoAssembler> receiver({.payload_type = PayloadType{96}, .leg_count = 2}, std::move(*assembler));
  uint16_t sequence = in.u16();
  TaiTime now = TaiTime::from_ns(int64_t{1'700'000'000} * kNsPerSecond);
  uint32_t timestamp = MediaTicks{int64_t{1'700'000'000} * 90'000}.wrapped().value + in.u8() % 2 * in.u32();
  while (in.ok() && in.remaining() > 0) {
    const uint8_t control = in.u8();
    const uint8_t step = in.u8();
    timestamp += step < 0xF0 ? static_cast<uint32_t>(static_cast<int8_t>(step) / 8 * 900) : in.u32();
    sequence = static_cast<uint16_t>(sequence + (step % 16 == 15 ? in.u16() : 1));
    now += std::chrono::microseconds(step % 8 == 7 ? in.u16() * 16 : 200);
    const std::vector<uint8_t> packet = packet_of(in, control, sequence, timestamp);
    UdpDatagram datagram;
    datagram.payload = packet;
    datagram.arrival = now;
    receiver.on_datagram((step & 1) != 0 ? Leg::kBlue : Leg::kRed, datagram);
    if (step % 4 == 0) receiver.poll(now);
    if (sut.statistics().open_frames.get() < 0 || sut.statistics().open_frames.get() > 4) std::abort();
  }
  receiver.finish();
  if (sut.statistics().open_frames.get() != 0) std::abort();
  output.kept.reset();  // before its pool
}

}  // namespace
}  // namespace cw::essence

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  cw::essence::run(cw::ByteReader({data, size}));
  return 0;
}
