#include "gateway/bridge/ts/ts_stamper.h"

#include "gateway/core/byte_reader.h"

namespace cw::bridge {
namespace {

constexpr uint8_t kSync = 0x47;
constexpr size_t kHeaderBytes = 4;
constexpr size_t kPcrEnd = 12;  // header, adaptation_field_length, flags, six octets of PCR
constexpr uint16_t kNullPid = 0x1FFF;
constexpr size_t kPesFixedBytes = 9;
constexpr size_t kStampBytes = 5;
constexpr uint64_t kWrap = (uint64_t{1} << 33) - 1;

bool has_adaptation(std::span<const uint8_t, kTsPacketBytes> p) { return p[0] == kSync && (p[3] & 0x20U) != 0; }

bool has_pcr(std::span<const uint8_t, kTsPacketBytes> p) {
  return has_adaptation(p) && p[4] >= 7 && (p[5] & 0x10U) != 0;
}

/// program_clock_reference_base: 33 bits at the top of octets 6 to 10.
uint64_t load_pcr_base(const uint8_t* p) { return (uint64_t{load_be32(p)} << 1) | (p[4] >> 7); }

void store_pcr_base(uint8_t* p, uint64_t base) {
  store_be32(p, static_cast<uint32_t>(base >> 1));
  p[4] = static_cast<uint8_t>((p[4] & 0x7FU) | ((base & 1U) << 7));
}

/// '001x' ttt m | 15 bits m | 15 bits m (§2.4.3.7).
uint64_t load_stamp(const uint8_t* p) {
  return (uint64_t{p[0] & 0x0EU} << 29) | (uint64_t{load_be16(p + 1) & 0xFFFEU} << 14) | (load_be16(p + 3) >> 1);
}

void store_stamp(uint8_t* p, uint64_t ticks) {
  p[0] = static_cast<uint8_t>((p[0] & 0xF1U) | ((ticks >> 29) & 0x0EU));
  store_be16(p + 1, static_cast<uint16_t>(((ticks >> 14) & 0xFFFEU) | 1U));
  store_be16(p + 3, static_cast<uint16_t>(((ticks << 1) & 0xFFFEU) | 1U));
}

uint64_t shifted(uint64_t value, int64_t ticks) { return (value + static_cast<uint64_t>(ticks)) & kWrap; }

/// PTS and DTS of a PES header that begins at `pes`.
void shift_pes(std::span<uint8_t> pes, int64_t ticks) {
  if (pes.size() < kPesFixedBytes || pes[0] != 0 || pes[1] != 0 || pes[2] != 1) return;
  const unsigned stamps = pes[7] >> 6;
  if ((stamps & 2U) == 0 || pes.size() < kPesFixedBytes + kStampBytes) return;
  uint8_t* const pts = &pes[kPesFixedBytes];
  store_stamp(pts, shifted(load_stamp(pts), ticks));
  if (stamps != 3 || pes.size() < kPesFixedBytes + 2 * kStampBytes) return;
  store_stamp(pts + kStampBytes, shifted(load_stamp(pts + kStampBytes), ticks));
}

}  // namespace

std::optional<int64_t> read_pcr(std::span<const uint8_t, kTsPacketBytes> packet) {
  if (!has_pcr(packet)) return std::nullopt;
  const uint16_t extension = load_be16(&packet[kPcrEnd - 2]) & 0x1FFU;
  return static_cast<int64_t>(load_pcr_base(&packet[6])) * kPcrPerTick + extension;
}

bool is_null_packet(std::span<const uint8_t, kTsPacketBytes> packet) {
  return (load_be16(&packet[1]) & kNullPid) == kNullPid;
}

void shift_clocks(TsPacket packet, int64_t ticks) {
  if (packet[0] != kSync || is_null_packet(packet)) return;
  if (has_pcr(packet)) store_pcr_base(&packet[6], shifted(load_pcr_base(&packet[6]), ticks));
  const bool starts_unit = (packet[1] & 0x40U) != 0;
  const bool has_payload = (packet[3] & 0x10U) != 0;
  const size_t start = kHeaderBytes + (has_adaptation(packet) ? size_t{packet[4]} + 1 : 0);
  if (starts_unit && has_payload && start < kTsPacketBytes) shift_pes(packet.subspan(start), ticks);
}

}  // namespace cw::bridge
