// Any octets as a capture file: the reader must end, in bounds.
#include <cstddef>
#include <cstdint>

#include "gateway/packet_io/pcap/pcap_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto reader = cw::packet_io::PcapReader::over({data, size});
  if (!reader) return 0;
  uint64_t sum = 0;
  while (const auto packet = reader->next()) {
    for (const uint8_t octet : packet->frame) sum += octet;
  }
  return sum == UINT64_MAX ? 1 : 0;
}
