#include "gateway/anc_services/atc.h"

#include "gateway/anc_services/anc_octets.h"

namespace cw::anc_services {
namespace {

constexpr size_t kWords = 16;
constexpr uint8_t kDbbBit = 0x08;
constexpr uint8_t kBase25 = 25;

/// The sixteen nibbles in the order of the words: units of frames, BG1, tens of frames and flags, BG2, …
using Nibbles = std::array<uint8_t, kWords>;

/// Tens of 25-frame systems use bit 59 for the field mark, 30-frame ones bit 27 (ST 12-1 tables for VITC, ST 12-2 §6.2 for 50/60).
bool mark_is_in_hours(FrameRate rate) { return timecode_base(rate) == kBase25; }

bool is_time(const Timecode& timecode) {
  return timecode.hours < 24 && timecode.minutes < 60 && timecode.seconds < 60 && timecode.frames < 30;
}

bool is_decimal(const Nibbles& n) { return n[0] < 10 && n[4] < 10 && n[8] < 10 && n[12] < 10; }

Atc from_nibbles(const Nibbles& n) {
  const auto number = [](unsigned tens, unsigned units) { return static_cast<uint8_t>(tens * 10 + units); };
  Atc atc;
  atc.timecode.frames = number(n[2] & 3U, n[0]);
  atc.timecode.drop_frame = (n[2] & 4) != 0;
  atc.colour_frame = (n[2] & 8) != 0;
  atc.timecode.seconds = number(n[6] & 7U, n[4]);
  atc.seconds_flag = (n[6] & 8) != 0;
  atc.timecode.minutes = number(n[10] & 7U, n[8]);
  atc.minutes_flag = (n[10] & 8) != 0;
  atc.timecode.hours = number(n[14] & 3U, n[12]);
  atc.hours_flags = n[14] >> 2;
  for (size_t group = 0; group < atc.binary_groups.size(); ++group) atc.binary_groups[group] = n[2 * group + 1];
  return atc;
}

Nibbles to_nibbles(const Atc& atc) {
  const Timecode& t = atc.timecode;
  const auto flag = [](bool set, unsigned bit) { return set ? bit : 0U; };
  Nibbles n{};
  n[0] = t.frames % 10;
  n[2] = static_cast<uint8_t>(t.frames / 10 | flag(t.drop_frame, 4) | flag(atc.colour_frame, 8));
  n[4] = t.seconds % 10;
  n[6] = static_cast<uint8_t>(t.seconds / 10 | flag(atc.seconds_flag, 8));
  n[8] = t.minutes % 10;
  n[10] = static_cast<uint8_t>(t.minutes / 10 | flag(atc.minutes_flag, 8));
  n[12] = t.hours % 10;
  n[14] = static_cast<uint8_t>(t.hours / 10 | (atc.hours_flags & 3) << 2);
  for (size_t group = 0; group < atc.binary_groups.size(); ++group) n[2 * group + 1] = atc.binary_groups[group] & 0xF;
  return n;
}

}  // namespace

bool field_mark(const Atc& atc, FrameRate rate) {
  return mark_is_in_hours(rate) ? (atc.hours_flags & 2) != 0 : atc.seconds_flag;
}

std::optional<Atc> parse_atc(const bus::AncPacket& packet, FrameRate rate) {
  if (packet.id != kAtcId || packet.data_count < kWords) return std::nullopt;
  Nibbles nibbles{};
  unsigned dbb = 0;
  for (size_t i = 0; i < kWords; ++i) {
    nibbles[i] = static_cast<uint8_t>((packet.user_data[i] >> 4) & 0xF);
    if ((packet.user_data[i] & kDbbBit) != 0) dbb |= 1U << i;
  }
  Atc atc = from_nibbles(nibbles);
  if (!is_decimal(nibbles) || !is_time(atc.timecode)) return std::nullopt;
  atc.dbb1 = static_cast<uint8_t>(dbb);
  atc.dbb2 = static_cast<uint8_t>(dbb >> 8);
  atc.timecode.second = field_mark(atc, rate);
  return atc;
}

void build_atc(const Atc& atc, FrameRate rate, bus::AncPacket& packet) {
  Atc marked = atc;
  if (mark_is_in_hours(rate)) {
    marked.hours_flags = static_cast<uint8_t>((atc.hours_flags & 1) | (atc.timecode.second ? 2 : 0));
  } else {
    marked.seconds_flag = atc.timecode.second;
  }
  const Nibbles nibbles = to_nibbles(marked);
  const unsigned dbb = static_cast<unsigned>(atc.dbb2) << 8 | atc.dbb1;
  AncOctetWriter out(packet, kAtcId);
  for (size_t i = 0; i < kWords; ++i) {
    out.u8(static_cast<unsigned>(nibbles[i]) << 4 | ((dbb >> i & 1U) != 0 ? kDbbBit : 0U));
  }
  out.finish();
}

}  // namespace cw::anc_services
