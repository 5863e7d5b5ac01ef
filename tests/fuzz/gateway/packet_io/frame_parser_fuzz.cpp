// Any octets as an Ethernet frame: what the parser promises of its result must hold.
#include <cstdlib>

#include "gateway/packet_io/frame_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cw;             // NOLINT(google-build-using-namespace)
  using namespace cw::packet_io;  // NOLINT(google-build-using-namespace)
  const Bytes frame(data, size);
  UdpDatagram any;
  const FrameKind kind = parse_frame(frame, TaiTime::from_ns(1), &any);
  if (kind == FrameKind::kOtherVlan) abort();
  if (kind == FrameKind::kUdp) {
    const bool inside =
        any.payload.empty() || (any.payload.data() >= data && any.payload.data() + any.payload.size() <= data + size);
    if (!inside || any.vlan_id > 0x0FFF || any.dscp > 63) abort();
  }
  UdpDatagram ours;
  const FrameKind on_vlan = parse_frame(frame, any.vlan_id, TaiTime::from_ns(1), &ours);
  if (on_vlan != kind && on_vlan != FrameKind::kOtherVlan && kind == FrameKind::kUdp) abort();
  return 0;
}
