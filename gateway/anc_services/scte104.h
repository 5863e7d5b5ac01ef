// SCTE-104 messages (automation to compressor) as carried in ANC 41/07 (ST 2010): splice and segmentation requests that become
// SCTE-35 in the outputs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "gateway/bus/anc_frame.h"
#include "gateway/core/byte_reader.h"

namespace cw::anc_services {

inline constexpr DidSdid kScte104Id{0x41, 0x07};

/// splice_insert_type of SCTE-104 §9.3.1.
enum class SpliceType : uint8_t {
  kReserved = 0,
  kStartNormal = 1,
  kStartImmediate = 2,
  kEndNormal = 3,
  kEndImmediate = 4,
  kCancel = 5
};

/// opID 0x0101
struct SpliceRequest {
  SpliceType type = SpliceType::kStartNormal;
  uint32_t event_id = 0;
  uint16_t unique_program_id = 0;
  uint16_t pre_roll_ms = 0;
  uint16_t break_duration_tenths = 0;  ///< 1/10 s
  uint8_t avail_number = 0;
  uint8_t avails_expected = 0;
  bool auto_return = false;
  bool operator==(const SpliceRequest&) const = default;
};

/// opID 0x0104
struct TimeSignalRequest {
  uint16_t pre_roll_ms = 0;
  bool operator==(const TimeSignalRequest&) const = default;
};

/// opID 0x010B
struct SegmentationDescriptorRequest {
  uint32_t event_id = 0;
  bool cancel = false;
  uint16_t duration_s = 0;
  uint8_t upid_type = 0;
  std::vector<uint8_t> upid;
  uint8_t type_id = 0;
  uint8_t segment_number = 0;
  uint8_t segments_expected = 0;
  uint8_t duration_extension_frames = 0;
  bool delivery_not_restricted = true;
  bool web_delivery_allowed = true;
  bool no_regional_blackout = true;
  bool archive_allowed = true;
  uint8_t device_restrictions = 3;
  bool insert_sub_segment_info = false;
  uint8_t sub_segment_number = 0;
  uint8_t sub_segments_expected = 0;
  bool operator==(const SegmentationDescriptorRequest&) const = default;
};

/// Any other operation, kept whole.
struct OtherOperation {
  uint16_t op_id = 0;
  std::vector<uint8_t> data;
  bool operator==(const OtherOperation&) const = default;
};

using Scte104Operation = std::variant<SpliceRequest, TimeSignalRequest, SegmentationDescriptorRequest, OtherOperation>;

/// When a multiple operation message is to be executed (§8.3.2.1).
struct Scte104Time {
  uint8_t type = 0;               ///< 0 at once, 1 UTC, 2 VITC, 3 GPI
  uint32_t seconds = 0;           ///< type 1: since 1980-01-06
  uint16_t microseconds = 0;      ///< type 1, as carried
  std::array<uint8_t, 4> vitc{};  ///< type 2: hours, minutes, seconds, frames
  uint16_t gpi = 0;               ///< type 3: number and edge
  bool operator==(const Scte104Time&) const = default;
};

struct Scte104Message {
  bool multiple = true;      ///< multiple_operation_message; else a single one with exactly one operation
  uint16_t result = 0xFFFF;  ///< single only
  uint16_t result_extension = 0xFFFF;
  uint8_t protocol_version = 0;
  uint8_t as_index = 0;
  uint8_t message_number = 0;
  uint16_t dpi_pid_index = 0;
  uint8_t scte35_protocol_version = 0;  ///< multiple only
  Scte104Time time;                     ///< multiple only
  std::vector<Scte104Operation> operations;
  bool operator==(const Scte104Message&) const = default;
};

/// The octets of one message; nullopt when it is cut, its sizes disagree or an operation is too short.
[[nodiscard]] std::optional<Scte104Message> parse_scte104(Bytes message);
[[nodiscard]] std::vector<uint8_t> build_scte104(const Scte104Message& message);

/// Joins the ANC packets of messages that need more than one (payload descriptor of ST 2010 §5.2.1). One thread, one ANC stream.
class Scte104Collector {
 public:
  enum class Verdict : uint8_t { kMessage, kIncomplete, kDuplicate, kBad };
  /// `packet` must have kScte104Id. After kMessage, message() holds it until the next call.
  Verdict on_packet(const bus::AncPacket& packet);
  [[nodiscard]] const Scte104Message& message() const { return message_; }
  [[nodiscard]] Bytes octets() const { return pending_; }

 private:
  std::vector<uint8_t> pending_;
  bool collecting_ = false;
  Scte104Message message_;
};

/// Cuts a message into finished ANC packets, appended to `frame`. False when the frame has no room (nothing is appended).
bool append_scte104(Bytes message, uint16_t line, bus::AncFrame& frame);

}  // namespace cw::anc_services
