// The TLVs behind a message's body (IEEE 1588-2008 clause 14), walked one by one.
//
//   0               2               4
//   +---------------+---------------+------------------------
//   | tlvType       | lengthField   | value: lengthField octets, an even number
//   +---------------+---------------+------------------------
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/core/byte_reader.h"

namespace cw::ptp {

/// tlvType (table 34), those that anything here looks at.
namespace tlv_type {
inline constexpr uint16_t kManagement = 0x0001;
inline constexpr uint16_t kManagementErrorStatus = 0x0002;
inline constexpr uint16_t kOrganizationExtension = 0x0003;
inline constexpr uint16_t kRequestUnicastTransmission = 0x0004;
inline constexpr uint16_t kGrantUnicastTransmission = 0x0005;
inline constexpr uint16_t kPathTrace = 0x0008;
inline constexpr uint16_t kAlternateTimeOffsetIndicator = 0x0009;
}  // namespace tlv_type

inline constexpr size_t kTlvHeaderBytes = 4;

struct Tlv {
  uint16_t type = 0;
  Bytes value;  ///< a view into what the reader was given
};

/// next() until it gives nothing; then ok() says whether that was the end or a TLV that is cut or of odd length.
class TlvReader {
 public:
  explicit TlvReader(Bytes tlvs) : reader_(tlvs) {}
  [[nodiscard]] std::optional<Tlv> next();
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  ByteReader reader_;
  bool ok_ = true;
};

/// Appends nothing but this TLV. Returns the octets written; 0 when `out` is too small or the value has an odd or too great length.
[[nodiscard]] size_t write_tlv(const Tlv& tlv, MutableBytes out);

}  // namespace cw::ptp
