// The data sets that masters are compared by, and the data set comparison algorithm (IEEE 1588-2008 9.3.4). Pure.
#pragma once

#include <cstdint>

#include "ptp/wire/messages.h"

namespace cw::ptp {

/// A grandmaster as one Announce tells of it, and the way it came (table 12).
struct DataSet {
  uint8_t priority1 = 128;
  ClockIdentity grandmaster;
  ClockQuality quality;
  uint8_t priority2 = 128;
  uint16_t steps_removed = 0;
  PortIdentity sender;
  PortIdentity receiver;
};

/// "By topology": the same grandmaster, by the better way. kSame: the same message, or one that came back to its
/// sender.
enum class Ranking : uint8_t { kFirst, kFirstByTopology, kSame, kSecondByTopology, kSecond };

[[nodiscard]] Ranking compare_data_sets(const DataSet& first, const DataSet& second);

[[nodiscard]] constexpr bool first_wins(Ranking ranking) {
  return ranking == Ranking::kFirst || ranking == Ranking::kFirstByTopology;
}

}  // namespace cw::ptp
