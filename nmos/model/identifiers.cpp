#include "nmos/model/identifiers.h"

#include "nmos/model/sha1.h"

namespace cw::nmos {
namespace {

/// Makes the gateway's seeds a name space of their own; never to be changed, or every node gets new identities.
constexpr std::string_view kGatewayNameSpace = "8f0e7a52-4d7c-5c0b-9a53-0f6d2c1be7a4";
constexpr size_t kUuidLength = 36;
constexpr std::string_view kHexDigits = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool is_dash_position(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

std::string octets_of(std::string_view uuid) {
  std::string octets;
  int high = -1;
  for (const char c : uuid) {
    const int value = hex_value(c);
    if (value < 0) continue;
    if (high >= 0) octets += static_cast<char>(high * 16 + value);
    high = high >= 0 ? -1 : value;
  }
  return octets;
}

}  // namespace

std::string name_based_uuid(std::string_view name_space, std::string_view name) {
  auto digest = sha1(octets_of(name_space).append(name));
  digest[6] = static_cast<uint8_t>((digest[6] & 0x0F) | 0x50);
  digest[8] = static_cast<uint8_t>((digest[8] & 0x3F) | 0x80);
  std::string text;
  text.reserve(kUuidLength);
  for (size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHexDigits[digest.at(i) >> 4];
    text += kHexDigits[digest.at(i) & 0x0F];
  }
  return text;
}

bool is_uuid(std::string_view text) {
  if (text.size() != kUuidLength) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i) ? text[i] != '-' : hex_value(text[i]) < 0) return false;
  }
  const char variant = text[19];
  return text[14] >= '1' && text[14] <= '5' && (variant == '8' || variant == '9' || variant == 'a' || variant == 'b');
}

Identifiers::Identifiers(std::string_view seed)
    : node_(name_based_uuid(kGatewayNameSpace, seed)), device_(of("device", {})) {}

std::string Identifiers::of(std::string_view kind, std::string_view name) const {
  return name_based_uuid(node_, std::string(kind).append("/").append(name));
}

}  // namespace cw::nmos
