#include "gateway/anc_services/eia608.h"

#include <bit>

namespace cw::anc_services {
namespace {

constexpr uint8_t kSevenBits = 0x7F;
constexpr uint8_t kSecondChannelBit = 0x08;
constexpr uint8_t kFirstPrintable = 0x20;
constexpr uint8_t kFirstControl = 0x10;
constexpr uint8_t kFirstPreamble = 0x40;
constexpr uint8_t kXdsEnd = 0x0F;
constexpr size_t kColumns = 32;

constexpr Eia608Pair kRollUp2{0x14, 0x25};
constexpr Eia608Pair kCarriageReturn{0x14, 0x2D};
constexpr Eia608Pair kPreambleRow15{0x14, 0x70};  // indent 0, white
constexpr Eia608Pair kEraseDisplayed{0x14, 0x2C};

/// Basic characters 20h–7Fh as UTF-8 (CEA-608 §6.4.1): ASCII but for ten of them.
std::string basic_character(uint8_t code) {
  switch (code) {
    case 0x2A: return "á";
    case 0x5C: return "é";
    case 0x5E: return "í";
    case 0x5F: return "ó";
    case 0x60: return "ú";
    case 0x7B: return "ç";
    case 0x7C: return "÷";
    case 0x7D: return "Ñ";
    case 0x7E: return "ñ";
    case 0x7F: return "█";
    default: return {static_cast<char>(code)};
  }
}

bool is_basic(char character) {
  constexpr std::string_view kOthers = "*\\^_`{|}~\x7F";
  return character >= ' ' && character <= '~' && kOthers.find(character) == std::string_view::npos;
}

constexpr std::array<const char*, 16> kSpecial{"®", "°", "½", "¿", "™", "¢", "£", "♪",
                                               "à", " ", "è", "â", "ê", "î", "ô", "û"};
constexpr std::array<const char*, 32> kExtendedFirst{"Á", "É", "Ó", "Ú", "Ü", "ü", "‘", "¡", "*", "’", "—",
                                                     "©", "℠", "•", "“", "”", "À", "Â", "Ç", "È", "Ê", "Ë",
                                                     "ë", "Î", "Ï", "ï", "Ô", "Ù", "ù", "Û", "«", "»"};
constexpr std::array<const char*, 32> kExtendedSecond{"Ã",  "ã", "Í", "Ì", "ì", "Ò", "ò", "Õ", "õ", "{", "}",
                                                      "\\", "^", "_", "|", "~", "Ä", "ä", "Ö", "ö", "ß", "¥",
                                                      "¤",  "│", "Å", "å", "Ø", "ø", "┌", "┐", "└", "┘"};
constexpr std::array<const char*, 16> kControls{"RCL", "BS",  "AOF", "AON", "DER", "RU2", "RU3", "RU4",
                                                "FON", "RDC", "TR",  "RTD", "EDM", "CR",  "ENM", "EOC"};
/// Rows of preamble codes by the low three bits of the first octet; the second of each pair when bit 5 of the second octet is set.
constexpr std::array<std::array<int, 2>, 8> kPreambleRows{
    {{11, 11}, {1, 2}, {3, 4}, {12, 13}, {14, 15}, {5, 6}, {7, 8}, {9, 10}}};

std::string two_digits(unsigned value, unsigned base) {
  constexpr const char* kDigits = "0123456789abcdef";
  return {kDigits[value / base % base], kDigits[value % base]};
}

std::string preamble_name(uint8_t group, uint8_t second) {
  const auto row = static_cast<unsigned>(kPreambleRows[group & 7U][(second & 0x20) != 0 ? 1 : 0]);
  return "PAC r" + two_digits(row, 10) + " " + two_digits(second & 0x1FU, 16);
}

void append_doubled(std::vector<Eia608Pair>& pairs, Eia608Pair code) {
  const Eia608Pair with_parity{with_odd_parity(code[0]), with_odd_parity(code[1])};
  pairs.push_back(with_parity);
  pairs.push_back(with_parity);
}

}  // namespace

uint8_t with_odd_parity(uint8_t seven_bits) {
  const uint8_t low = seven_bits & kSevenBits;
  return std::popcount(low) % 2 == 0 ? static_cast<uint8_t>(low | 0x80U) : low;
}

bool odd_parity_fits(uint8_t octet) { return std::popcount(octet) % 2 == 1; }

std::vector<Eia608Pair> roll_up_row(std::string_view text) {
  std::vector<Eia608Pair> pairs;
  append_doubled(pairs, kRollUp2);
  append_doubled(pairs, kCarriageReturn);
  append_doubled(pairs, kPreambleRow15);
  text = text.substr(0, kColumns);
  for (size_t i = 0; i < text.size(); i += 2) {
    Eia608Pair pair = kEia608Null;
    for (size_t k = 0; k < pair.size() && i + k < text.size(); ++k) {
      pair[k] = with_odd_parity(is_basic(text[i + k]) ? static_cast<uint8_t>(text[i + k]) : uint8_t{' '});
    }
    pairs.push_back(pair);
  }
  return pairs;
}

std::vector<Eia608Pair> erase_displayed() {
  std::vector<Eia608Pair> pairs;
  append_doubled(pairs, kEraseDisplayed);
  return pairs;
}

std::optional<Eia608Event> Eia608Reader::read(Eia608Pair pair) {
  if (!odd_parity_fits(pair[0]) || !odd_parity_fits(pair[1])) {
    ++parity_errors_;
    return std::nullopt;
  }
  const uint8_t first = pair[0] & kSevenBits;
  const uint8_t second = pair[1] & kSevenBits;
  if (first == 0 && second == 0) return std::nullopt;
  if (first >= kFirstControl && first < kFirstPrintable) {
    if (last_control_ == pair) {
      last_control_ = {};
      return std::nullopt;
    }
    last_control_ = pair;
    in_xds_ = false;
    return read_control(first, second);
  }
  last_control_ = {};
  if (first != 0 && first < kFirstControl) {
    in_xds_ = first != kXdsEnd;
    return Eia608Event{Eia608Event::Kind::kXds, 0, "XDS" + two_digits(first, 16) + two_digits(second, 16)};
  }
  if (in_xds_) return std::nullopt;
  std::string text;
  for (const uint8_t code : {first, second}) {
    if (code >= kFirstPrintable) text += basic_character(code);
  }
  return Eia608Event{Eia608Event::Kind::kText, channel_, std::move(text)};
}

Eia608Event Eia608Reader::read_control(uint8_t first, uint8_t second) {
  using Kind = Eia608Event::Kind;
  channel_ = (first & kSecondChannelBit) != 0 ? 2 : 1;
  const auto group = static_cast<uint8_t>(first & ~kSecondChannelBit);
  if (second >= kFirstPreamble) return {Kind::kPreamble, channel_, preamble_name(group, second)};
  const bool low_half = second < 0x30;
  switch (group) {
    case 0x11:
      if (low_half) return {Kind::kMidRow, channel_, "MID" + two_digits(second & 0x0FU, 16)};
      return {Kind::kText, channel_, kSpecial[second & 0x0FU]};
    case 0x12: return {Kind::kText, channel_, kExtendedFirst[second & 0x1FU]};
    case 0x13: return {Kind::kText, channel_, kExtendedSecond[second & 0x1FU]};
    case 0x14:
    case 0x15:
      if (low_half && second >= kFirstPrintable) return {Kind::kControl, channel_, kControls[second & 0x0FU]};
      break;
    case 0x17:
      if (second >= 0x21 && second <= 0x23) return {Kind::kControl, channel_, "TO" + std::to_string(second & 3)};
      break;
    default: break;
  }
  return {Kind::kOther, channel_, two_digits(first, 16) + two_digits(second, 16)};
}

}  // namespace cw::anc_services
