// One caption construct of CEA-708 §4.4 (cc_data_pkt): the unit that CDPs, A/53 user data and the caption builders exchange.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/rational.h"

namespace cw::anc_services {

enum CcType : uint8_t {
  kCcField1 = 0,      ///< CEA-608, first field
  kCcField2 = 1,      ///< CEA-608, second field
  kCcDtvccData = 2,   ///< CEA-708, continues a caption channel packet
  kCcDtvccStart = 3,  ///< CEA-708, starts one
};

struct CcTriplet {
  uint8_t type = kCcDtvccData;  ///< a CcType
  bool valid = false;
  std::array<uint8_t, 2> data{};
  constexpr bool operator==(const CcTriplet&) const = default;
};

/// The five-bit count's limit.
inline constexpr size_t kMaxCcCount = 31;

/// cc_count of a CDP at a frame rate (CEA-708 table 3): 25 at 23.98/24, 24 at 25, 20 at 29.97/30, 12 at 50, 10 at 59.94/60; other
/// rates get what keeps 600 constructs a second.
[[nodiscard]] size_t cc_count_at(FrameRate rate);
/// Constructs of them that belong to CEA-608 in each frame: 2 (one per field) up to 30 frames/s, 1 above (fields alternate).
[[nodiscard]] size_t cc_608_count_at(FrameRate rate);

}  // namespace cw::anc_services
