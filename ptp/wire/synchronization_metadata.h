// The synchronization metadata TLV of ST 2059-2, which a grandmaster sends in a Management message: what a house needs beyond the time
// itself, so that time code and local time are made alike everywhere.
//
//   ORGANIZATION_EXTENSION, organizationId 68-97-E8, organizationSubType 00-00-01, then
//   defaultSystemFrameRate 4 + 4 | masterLockingStatus 1 | timeAddressFlags 1 | currentLocalOffset 4 | jumpSeconds 4 |
//   timeOfNextJump 6 | timeOfNextJam 6 | timeOfPreviousJam 6 | previousJamLocalOffset 4 | daylightSaving 1 | leapSecondJump 1
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/core/byte_reader.h"
#include "ptp/wire/messages.h"
#include "ptp/wire/tlv.h"

namespace cw::ptp {

enum class MasterLockingStatus : uint8_t {
  kNotInUse = 0,
  kFreeRun = 1,
  kColdLocking = 2,  ///< fast, may jump
  kWarmLocking = 3,  ///< slow, without jumps
  kLocked = 4,
};

/// timeAddressFlags
inline constexpr uint8_t kDropFrame = 0x01;
inline constexpr uint8_t kColourFrame = 0x02;

/// daylightSaving: whether it is in effect now, after the next jump, and at the previous daily jam.
inline constexpr uint8_t kDaylightSavingNow = 0x01;
inline constexpr uint8_t kDaylightSavingNext = 0x02;
inline constexpr uint8_t kDaylightSavingPreviousJam = 0x04;

/// leapSecondJump: the next jump is a leap second.
inline constexpr uint8_t kNextJumpIsLeapSecond = 0x01;

/// Times are seconds of the PTP time scale since its epoch, 48 bits on the wire; 0: none is planned or known.
/// Offsets are local time minus PTP time in seconds, so they hold the leap seconds too.
struct SynchronizationMetadata {
  uint32_t frame_rate_numerator = 0;  ///< frames per second, e.g. 30000/1001; a 0 from the wire is handed on
  uint32_t frame_rate_denominator = 0;
  MasterLockingStatus locking = MasterLockingStatus::kNotInUse;
  uint8_t time_address_flags = 0;
  int32_t local_offset_s = 0;
  int32_t jump_s = 0;  ///< size of the next jump of local time
  uint64_t next_jump_s = 0;
  uint64_t next_jam_s = 0;
  uint64_t previous_jam_s = 0;
  int32_t previous_jam_local_offset_s = 0;
  uint8_t daylight_saving = 0;
  uint8_t leap_second_jump = 0;
  constexpr bool operator==(const SynchronizationMetadata&) const = default;
};

inline constexpr size_t kSynchronizationMetadataTlvBytes = 52;

/// Of a Management message that carries it. A TLV that is shorter than its fields is none; octets behind them are a later edition's.
[[nodiscard]] std::optional<SynchronizationMetadata> parse_synchronization_metadata(const Message& message);
[[nodiscard]] std::optional<SynchronizationMetadata> parse_synchronization_metadata(const Tlv& tlv);

/// The whole TLV, ready for Message::tlvs. Returns kSynchronizationMetadataTlvBytes, or 0 when `out` is too small.
[[nodiscard]] size_t write_synchronization_metadata(const SynchronizationMetadata& metadata, MutableBytes out);

}  // namespace cw::ptp
