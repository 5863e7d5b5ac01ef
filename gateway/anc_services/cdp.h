// Caption distribution packet (ST 334-2), ANC 61/01: carries CEA-608 and CEA-708 captions with each frame.
//
//   header 96 69 len | rate·F flags sequence | 71 time code | 72 cc_data | 73 service info | … | 74 sequence checksum
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "gateway/anc_services/cc_data.h"
#include "gateway/anc_services/timecode.h"
#include "gateway/bus/anc_frame.h"

namespace cw::anc_services {

inline constexpr DidSdid kCdpId{0x61, 0x01};

/// Bits of Cdp::faults. What could be read is given all the same.
enum CdpFault : uint16_t {
  kCdpFaultNone = 0,
  kCdpFaultLength = 1 << 0,   ///< cdp_length is not the number of user data words
  kCdpFaultSection = 1 << 1,  ///< a section runs past the end, or is not one that the flags announce
  kCdpFaultFooterMissing = 1 << 2,
  kCdpFaultFooterSequence = 1 << 3,  ///< footer and header sequence differ
  kCdpFaultChecksum = 1 << 4,        ///< octets do not add up to 0 mod 256
};

/// Bits of the flags octet (ST 334-2 §5.3).
enum CdpFlag : uint8_t {
  kCdpTimeCodePresent = 0x80,
  kCdpCcDataPresent = 0x40,
  kCdpServiceInfoPresent = 0x20,
  kCdpServiceInfoStart = 0x10,
  kCdpServiceInfoChange = 0x08,
  kCdpServiceInfoComplete = 0x04,
  kCdpCaptionServiceActive = 0x02,
};

/// One entry of ccsvcinfo_section: the caption_service_descriptor of ATSC A/65 §6.9.2.
struct CdpService {
  uint8_t number = 0;  ///< caption service number; 0 for line 21
  std::array<char, 3> language{'e', 'n', 'g'};
  bool digital = true;  ///< CEA-708; else line 21
  bool field2 = false;  ///< line 21 only
  bool easy_reader = false;
  bool wide_aspect = true;
};

inline constexpr size_t kMaxCdpServices = 15;

struct Cdp {
  uint8_t frame_rate_code = 0;  ///< 1 23.976, 2 24, 3 25, 4 29.97, 5 30, 6 50, 7 59.94, 8 60
  uint8_t flags = 0;            ///< CdpFlag bits as received; build_cdp sets the "present" ones itself
  uint16_t sequence = 0;
  uint16_t faults = kCdpFaultNone;
  std::optional<Timecode> time_code;
  uint8_t cc_count = 0;
  std::array<CcTriplet, kMaxCcCount> cc{};
  uint8_t service_count = 0;
  std::array<CdpService, kMaxCdpServices> services{};

  [[nodiscard]] std::span<const CcTriplet> triplets() const { return {cc.data(), cc_count}; }
  [[nodiscard]] bool valid() const { return faults == kCdpFaultNone; }
};

/// 0 when CDPs have no code for the rate.
[[nodiscard]] uint8_t cdp_frame_rate_code(FrameRate rate);

/// User data words (only their low eight bits count) to a CDP; nullopt when they do not start as one.
[[nodiscard]] std::optional<Cdp> parse_cdp(std::span<const uint16_t> words);
/// The first `cc_count` triplets, time code and services into a finished ANC packet (id, words, parity, checksum; line and offset
/// stay the caller's).
void build_cdp(const Cdp& cdp, bus::AncPacket& packet);

/// Watches the CDPs of one stream. One thread.
class CdpSequenceCheck {
 public:
  /// True when `sequence` does not follow the last one.
  bool on_cdp(uint16_t sequence) {
    const bool broken = expected_ && *expected_ != sequence;
    expected_ = static_cast<uint16_t>(sequence + 1);
    return broken;
  }

 private:
  std::optional<uint16_t> expected_;
};

}  // namespace cw::anc_services
