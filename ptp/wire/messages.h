// PTP messages as values (IEEE 1588-2008 clause 13; minor version 1 of 2019 is read alike). datagram → parse_message → ptp/port,
// ptp/port → write_message → PortLink. Times on the wire are nanoseconds since the PTP epoch, in the timescale of the master.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "gateway/core/byte_reader.h"

namespace cw::ptp {

/// An EUI-64 (clause 7.5.2.2).
struct ClockIdentity {
  std::array<uint8_t, 8> octets{};
  constexpr auto operator<=>(const ClockIdentity&) const = default;
};

/// As SDP's ts-refclk spells it: "00-1D-7F-FF-FE-80-02-4A".
[[nodiscard]] std::string to_string(const ClockIdentity& identity);

struct PortIdentity {
  ClockIdentity clock;
  uint16_t port = 0;
  constexpr auto operator<=>(const PortIdentity&) const = default;
};

/// Clause 7.6.2; the defaults are those of a clock that never was a grandmaster.
struct ClockQuality {
  uint8_t clock_class = 248;
  uint8_t accuracy = 0xFE;
  uint16_t variance = 0xFFFF;  ///< offsetScaledLogVariance
  constexpr bool operator==(const ClockQuality&) const = default;
};

enum class MessageType : uint8_t {
  kSync = 0,
  kDelayReq = 1,
  kPdelayReq = 2,
  kPdelayResp = 3,
  kFollowUp = 8,
  kDelayResp = 9,
  kPdelayRespFollowUp = 10,
  kAnnounce = 11,
  kSignaling = 12,
  kManagement = 13,
};

/// Event messages travel on port 319 and are time-stamped; the general ones travel on port 320.
[[nodiscard]] constexpr bool is_event(MessageType type) { return static_cast<uint8_t>(type) < 4; }

/// flagField as one big-endian word (table 20).
namespace flags {
inline constexpr uint16_t kAlternateMaster = 0x0100;
inline constexpr uint16_t kTwoStep = 0x0200;
inline constexpr uint16_t kUnicast = 0x0400;
inline constexpr uint16_t kLeap61 = 0x0001;
inline constexpr uint16_t kLeap59 = 0x0002;
inline constexpr uint16_t kUtcOffsetValid = 0x0004;
inline constexpr uint16_t kPtpTimescale = 0x0008;
inline constexpr uint16_t kTimeTraceable = 0x0010;
inline constexpr uint16_t kFrequencyTraceable = 0x0020;
}  // namespace flags

struct Header {
  MessageType type = MessageType::kSync;
  uint8_t sdo = 0;  ///< transportSpecific of 2008, majorSdoId of 2019; 0…15
  uint8_t version = 2;
  uint8_t minor_version = 0;
  uint16_t length = 0;  ///< messageLength as received; write_message() sets it itself
  uint8_t domain = 0;
  uint16_t flags = 0;
  int64_t correction = 0;  ///< 2^-16 ns
  PortIdentity source;
  uint16_t sequence = 0;
  int8_t log_interval = 0x7F;  ///< log2 of seconds; 0x7F where the message has none
  constexpr bool operator==(const Header&) const = default;
};

/// Sync, Delay_Req, Pdelay_Req, and Follow_Up with its precise origin.
struct EventBody {
  int64_t origin_ns = 0;
  constexpr bool operator==(const EventBody&) const = default;
};

/// Delay_Resp (received), Pdelay_Resp (request received), Pdelay_Resp_Follow_Up (response left).
struct ResponseBody {
  int64_t time_ns = 0;
  PortIdentity requester;
  constexpr bool operator==(const ResponseBody&) const = default;
};

struct AnnounceBody {
  int64_t origin_ns = 0;
  int16_t utc_offset_s = 0;
  uint8_t priority1 = 128;
  ClockQuality quality;
  uint8_t priority2 = 128;
  ClockIdentity grandmaster;
  uint16_t steps_removed = 0;
  uint8_t time_source = 0xA0;  ///< table 7; 0xA0: internal oscillator
  constexpr bool operator==(const AnnounceBody&) const = default;
};

/// Signaling and Management.
struct TargetBody {
  PortIdentity target;
  uint8_t management_action = 0;  ///< Management only: GET 0, SET 1, RESPONSE 2, COMMAND 3, ACKNOWLEDGE 4
  uint8_t boundary_hops = 0;      ///< Management only: boundaryHops; startingBoundaryHops is written alike
  constexpr bool operator==(const TargetBody&) const = default;
};

struct Message {
  Header header;
  std::variant<EventBody, ResponseBody, AnnounceBody, TargetBody> body;
  Bytes tlvs;  ///< whole TLVs behind the body; a view into the datagram it was parsed from
};

/// Why a datagram is no message for us. A v1 datagram is seen before anything else of it is judged.
enum class WireFault : uint8_t {
  kNone,
  kTooShort,      ///< fewer octets than its fields or its messageLength need
  kVersion1,      ///< IEEE 1588-2002
  kOtherVersion,  ///< versionPTP neither 1 nor 2
  kBadLength,     ///< messageLength is less than the type's fields
  kUnknownType,   ///< a reserved messageType
  kBadTimestamp,  ///< 10^9 nanoseconds or more, or seconds beyond the year 2262
  kBadTlv,        ///< a TLV that runs over the end of the message or has an odd length
};

/// One datagram of port 319 or 320. Octets behind messageLength (padding) are ignored. `fault` may be null. Allocates nothing.
[[nodiscard]] std::optional<Message> parse_message(Bytes datagram, WireFault* fault);

/// Sets messageLength and controlField itself and appends `message.tlvs`. Returns the octets written; 0 when `out` is too small or
/// the body is not the type's, or a time is negative.
[[nodiscard]] size_t write_message(const Message& message, MutableBytes out);

}  // namespace cw::ptp
