// Any octets as an SCTE-104 message, and as the words of ANC packets that carry one.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "gateway/anc_services/scte104.h"

namespace services = cw::anc_services;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto message = services::parse_scte104({data, size});
  if (message) {
    const auto octets = services::build_scte104(*message);
    if (octets.size() <= UINT16_MAX && services::parse_scte104(octets) != message) __builtin_trap();
  }
  services::Scte104Collector collector;
  for (size_t at = 0; at < size;) {
    cw::bus::AncPacket packet;
    packet.id = services::kScte104Id;
    packet.data_count = static_cast<uint8_t>(std::min<size_t>(data[at], size - at - 1));
    std::copy_n(data + at + 1, packet.data_count, packet.user_data.begin());
    (void)collector.on_packet(packet);
    at += packet.data_count + size_t{1};
  }
  return 0;
}
