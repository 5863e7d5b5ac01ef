#include "gateway/anc_services/afd.h"

#include <array>

#include "gateway/anc_services/anc_octets.h"

namespace cw::anc_services {
namespace {

constexpr size_t kWords = 8;
constexpr size_t kBarFlagsWord = 3;
constexpr size_t kBarValuesWord = 4;

}  // namespace

std::optional<Afd> parse_afd(const bus::AncPacket& packet) {
  if (packet.id != kAfdId || packet.data_count < kWords) return std::nullopt;
  const auto octet = [&](size_t i) { return static_cast<uint8_t>(packet.user_data[i]); };
  const auto word = [&](size_t i) { return static_cast<uint16_t>(octet(i) << 8 | octet(i + 1)); };
  Afd afd;
  afd.code = (octet(0) >> 3) & 0x0F;
  afd.wide = (octet(0) & 0x04) != 0;
  afd.bar_flags = octet(kBarFlagsWord) >> 4;
  afd.bar_value_1 = word(kBarValuesWord);
  afd.bar_value_2 = word(kBarValuesWord + 2);
  return afd;
}

void build_afd(const Afd& afd, bus::AncPacket& packet) {
  AncOctetWriter out(packet, kAfdId);
  out.u8((afd.code & 0x0FU) << 3 | (afd.wide ? 0x04U : 0U));
  out.u16(0);
  out.u8(static_cast<unsigned>(afd.bar_flags) << 4);
  out.u16(afd.bar_value_1);
  out.u16(afd.bar_value_2);
  out.finish();
}

const char* afd_name(uint8_t code) {
  constexpr const char* kReserved = "reserved";
  constexpr std::array<const char*, 16> kNames{
      "undefined",         kReserved,     "16:9 top", "14:9 top",           "beyond 16:9",
      kReserved,           kReserved,     kReserved,  "full frame",         "4:3 centre",
      "16:9 protected",    "14:9 centre", kReserved,  "4:3 with 14:9 safe", "16:9 with 14:9 safe",
      "16:9 with 4:3 safe"};
  return code < kNames.size() ? kNames[code] : kReserved;
}

}  // namespace cw::anc_services
