// The ancillary data of one frame or field on the bus (ST 291-1 packets as carried by ST 2110-40 / RFC 8331).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "gateway/core/pool.h"
#include "gateway/core/rational.h"
#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"

namespace cw::bus {

/// F bits of RFC 8331 §2.1.
enum class AncField : uint8_t { kProgressive = 0, kInvalid = 1, kFirst = 2, kSecond = 3 };

/// Bits of AncPacket::faults.
enum AncFault : uint16_t {
  kAncFaultNone = 0,
  kAncFaultDidParity = 1 << 0,
  kAncFaultSdidParity = 1 << 1,
  kAncFaultDcParity = 1 << 2,
  kAncFaultUdwParity = 1 << 3,
  kAncFaultChecksum = 1 << 4,        ///< the 9-bit sum differs
  kAncFaultChecksumB9Only = 1 << 5,  ///< the sum is right, b9 is not the inverse of b8
  kAncFaultWordAlign = 1 << 6,       ///< padding bits are not zero
  kAncFaultTruncated = 1 << 7,
};

inline constexpr size_t kMaxUserDataWords = 255;

/// One ANC packet; words keep all ten bits as received.
struct AncPacket {
  DidSdid id;
  uint16_t line = 0;               ///< Line_Number, 11 bits
  uint16_t horizontal_offset = 0;  ///< 12 bits
  uint8_t stream_number = 0;       ///< StreamNum, 7 bits
  bool stream_flag = false;        ///< S: stream_number is meaningful
  bool c = false;                  ///< colour-difference channel
  uint16_t did_word = 0;
  uint16_t sdid_word = 0;
  uint16_t dc_word = 0;
  uint16_t checksum_word = 0;
  uint16_t faults = kAncFaultNone;
  uint8_t data_count = 0;
  std::array<uint16_t, kMaxUserDataWords> user_data{};

  [[nodiscard]] std::span<const uint16_t> words() const { return {user_data.data(), data_count}; }
};

inline constexpr size_t kMaxAncPackets = 64;

struct AncFrame {
  FrameRate rate;     ///< of frames
  int64_t index = 0;  ///< frame index at `rate` since the TAI epoch
  TaiTime tai;        ///< start of the frame or field
  AncField field = AncField::kProgressive;
  bool locked = true;
  bool complete = true;  ///< no RTP packet of this unit was lost
  uint32_t count = 0;
  std::array<AncPacket, kMaxAncPackets> packets{};

  [[nodiscard]] std::span<const AncPacket> span() const { return {packets.data(), count}; }
  /// nullptr when full.
  [[nodiscard]] AncPacket* append() { return count < kMaxAncPackets ? &packets[count++] : nullptr; }
};

using AncPool = Pool<AncFrame>;
using AncLease = Lease<AncFrame>;

}  // namespace cw::bus
