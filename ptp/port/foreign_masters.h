// The masters heard on one port: records of their Announces (IEEE 1588-2008 9.3.2), bounded, whatever is sent. Announce
// → best().
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/packet.h"
#include "gateway/core/tai_time.h"
#include "ptp/clock/local_time.h"
#include "ptp/port/data_set.h"
#include "ptp/port/sequence_filter.h"
#include "ptp/wire/messages.h"

namespace cw::ptp {

struct ForeignMaster {
  DataSet data;
  uint16_t flags = 0;
  int16_t utc_offset_s = 0;
  uint8_t time_source = 0;
  Ipv4Address address;
  LocalTime last_announce;
  Duration timeout{0};  ///< after which silence means that it is gone
  Duration grace{0};    ///< added to it, see expire()
  /// Heard often enough once. It stays so until the timeout, so that lost Announces do not unseat a master.
  bool qualified = false;
  SequenceFilter sequences;
};

/// One Announce with the circumstances of its arrival.
struct AnnounceArrival {
  const Header& header;
  const AnnounceBody& body;
  Ipv4Address source;
  PortIdentity receiver;
  LocalTime at;
};

class ForeignMasters {
 public:
  static constexpr size_t kCapacity = 16;
  enum class Outcome : uint8_t { kAccepted, kOld, kTooFar, kFull };

  /// `interval`: the port's announce interval; a master that says it is slower is given its own, up to the profile's 2
  /// s.
  ForeignMasters(Duration interval, int timeout_intervals);

  /// When all records are taken, a better master takes that of the worst.
  Outcome on_announce(const AnnounceArrival& arrival);
  /// Forgets who has been silent for its timeout. `lively`, whose Syncs still come, has lost Announces rather than
  /// died: it is given its timeout once more.
  void expire(LocalTime now, const std::optional<PortIdentity>& lively = std::nullopt);
  void clear() { records_.clear(); }

  /// Erbest (9.3.2.3): the best of the qualified; nullptr: none. Valid until the next call that changes anything.
  [[nodiscard]] const ForeignMaster* best() const;
  [[nodiscard]] std::optional<LocalTime> next_expiry() const;
  [[nodiscard]] size_t size() const { return records_.size(); }

 private:
  ForeignMaster* find_or_add(const DataSet& data);
  [[nodiscard]] Duration interval_of(const Header& header) const;

  Duration interval_;
  int timeout_intervals_;
  std::vector<ForeignMaster> records_;  // reserved once
};

}  // namespace cw::ptp
