// Any words as time code and as AFD: what is accepted builds back to the same words.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "gateway/anc_services/afd.h"
#include "gateway/anc_services/atc.h"

namespace services = cw::anc_services;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  cw::bus::AncPacket packet;
  packet.data_count = static_cast<uint8_t>(std::min<size_t>(size, cw::bus::kMaxUserDataWords));
  std::copy_n(data, packet.data_count, packet.user_data.begin());
  packet.id = services::kAfdId;
  if (const auto afd = services::parse_afd(packet)) {
    cw::bus::AncPacket again;
    services::build_afd(*afd, again);
    if (services::parse_afd(again) != afd) __builtin_trap();
  }
  packet.id = services::kAtcId;
  for (const auto rate : {cw::Rate::hz(25), cw::Rate::hz(30)}) {
    const auto atc = services::parse_atc(packet, rate);
    if (!atc) continue;
    cw::bus::AncPacket again;
    services::build_atc(*atc, rate, again);
    const auto reread = services::parse_atc(again, rate);
    if (!reread || reread->timecode != atc->timecode || reread->dbb2 != atc->dbb2) __builtin_trap();
  }
  return 0;
}
