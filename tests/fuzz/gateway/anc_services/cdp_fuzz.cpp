// Any words as a CDP, and its triplets through the caption readers: in bounds, and what was read builds again.
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/anc_services/cdp.h"
#include "gateway/anc_services/dtvcc.h"
#include "gateway/anc_services/eia608.h"

namespace services = cw::anc_services;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static services::DtvccCollector collector;
  static services::Eia608Reader reader;
  const std::vector<uint16_t> words(data, data + size);
  const auto cdp = services::parse_cdp(words);
  if (!cdp) return 0;
  for (const auto& triplet : cdp->triplets()) {
    if (triplet.type < services::kCcDtvccData) (void)reader.read(triplet.data);
    cw::Bytes packet = collector.on_triplet(triplet);
    while (services::next_service_block(packet)) {
    }
  }
  cw::bus::AncPacket packet;
  services::build_cdp(*cdp, packet);
  const auto again = services::parse_cdp(packet.words());
  if (!again || !again->valid() || again->cc_count != cdp->cc_count) __builtin_trap();
  return 0;
}
