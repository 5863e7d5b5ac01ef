// CEA-608 octet pairs: parity, the codes of roll-up captions, and a reader that turns pairs into text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cw::anc_services {

using Eia608Pair = std::array<uint8_t, 2>;

/// 80 80: nothing, with parity.
inline constexpr Eia608Pair kEia608Null{0x80, 0x80};

/// Sets bit 7 so that the octet has odd parity.
[[nodiscard]] uint8_t with_odd_parity(uint8_t seven_bits);
[[nodiscard]] bool odd_parity_fits(uint8_t octet);

/// Pairs (with parity) that roll up one row of text on channel CC1: RU2, CR, PAC row 15 white, each doubled, then the characters.
/// Letters outside the basic set become the nearest basic one or a space; at most 32 columns.
[[nodiscard]] std::vector<Eia608Pair> roll_up_row(std::string_view text);
/// EDM, doubled: takes the caption off the screen.
[[nodiscard]] std::vector<Eia608Pair> erase_displayed();

/// What a pair means, doubled control codes taken once.
struct Eia608Event {
  enum class Kind : uint8_t { kText, kControl, kPreamble, kMidRow, kXds, kOther };
  Kind kind = Kind::kText;
  uint8_t channel = 1;  ///< 1 or 2 within the field
  std::string text;     ///< UTF-8 for kText, the mnemonic for kControl (RU2, CR, EDM, …)
};

/// Reads one field's pairs in order. One thread.
class Eia608Reader {
 public:
  /// nullopt for null pairs, repeats of a control code and pairs with wrong parity (counted).
  [[nodiscard]] std::optional<Eia608Event> read(Eia608Pair pair);
  [[nodiscard]] uint64_t parity_errors() const { return parity_errors_; }

 private:
  [[nodiscard]] Eia608Event read_control(uint8_t first, uint8_t second);
  Eia608Pair last_control_{};
  uint8_t channel_ = 1;
  bool in_xds_ = false;
  uint64_t parity_errors_ = 0;
};

}  // namespace cw::anc_services
