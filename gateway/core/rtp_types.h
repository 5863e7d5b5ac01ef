// Strong types for the numbers of RTP (RFC 3550 §5.1) and of the legs of ST 2022-7.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw {

/// 16-bit sequence number; wraps, therefore has no order of its own.
struct SequenceNumber {
  uint16_t value = 0;
  constexpr bool operator==(const SequenceNumber&) const = default;
};

/// Sequence number unwrapped to 64 bits.
struct ExtendedSequenceNumber {
  int64_t value = 0;
  constexpr auto operator<=>(const ExtendedSequenceNumber&) const = default;
};

/// 32-bit RTP time stamp; wraps, therefore has no order of its own.
struct RtpTimestamp {
  uint32_t value = 0;
  constexpr bool operator==(const RtpTimestamp&) const = default;
};

/// RTP time stamp unwrapped to ticks of the media clock since the TAI epoch (or since the sender's own zero).
struct MediaTicks {
  int64_t value = 0;
  constexpr auto operator<=>(const MediaTicks&) const = default;
  [[nodiscard]] constexpr RtpTimestamp wrapped() const {
    return RtpTimestamp{static_cast<uint32_t>(static_cast<uint64_t>(value))};
  }
};

/// The ticks value nearest to `near` whose low 32 bits are `timestamp`.
[[nodiscard]] constexpr MediaTicks unwrap_near(RtpTimestamp timestamp, MediaTicks near) {
  const auto step = static_cast<int32_t>(timestamp.value - static_cast<uint32_t>(static_cast<uint64_t>(near.value)));
  return MediaTicks{near.value + step};
}

struct Ssrc {
  uint32_t value = 0;
  constexpr bool operator==(const Ssrc&) const = default;
};

struct PayloadType {
  uint8_t value = 96;
  constexpr bool operator==(const PayloadType&) const = default;
};

enum class Leg : uint8_t { kRed = 0, kBlue = 1 };
inline constexpr size_t kLegCount = 2;
[[nodiscard]] constexpr size_t index_of(Leg leg) { return static_cast<size_t>(leg); }
[[nodiscard]] constexpr const char* name_of(Leg leg) { return leg == Leg::kRed ? "red" : "blue"; }

/// DID and SDID of an ANC packet (ST 291-1), 8 bits each.
struct DidSdid {
  uint8_t did = 0;
  uint8_t sdid = 0;
  constexpr auto operator<=>(const DidSdid&) const = default;
};

}  // namespace cw
