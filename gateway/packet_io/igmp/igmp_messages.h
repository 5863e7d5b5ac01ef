// IGMP on the wire: queries in (v1 RFC 1112, v2 RFC 2236, v3 RFC 3376 section 4.1), reports and leaves out (RFC 3376 section 4.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "gateway/core/packet.h"
#include "gateway/packet_io/interface_address.h"
#include "gateway/packet_io/reply_queue.h"

namespace cw::packet_io {

inline constexpr Ipv4Address kAllHosts{0xE0000001};          ///< 224.0.0.1, where general queries go
inline constexpr Ipv4Address kAllRouters{0xE0000002};        ///< 224.0.0.2, where v2 leaves go
inline constexpr Ipv4Address kAllIgmpv3Routers{0xE0000016};  ///< 224.0.0.22, where v3 reports go

struct IgmpQuery {
  int version = 3;
  Ipv4Address group{};        ///< 0: general query
  Duration max_response{};    ///< answer within
  uint32_t robustness = 0;    ///< 0: not said
  Duration query_interval{};  ///< 0: not said
  Bytes sources{};            ///< four octets each; empty: any
  [[nodiscard]] size_t source_count() const { return sources.size() / 4; }
  [[nodiscard]] Ipv4Address source(size_t i) const { return Ipv4Address{load_be32(&sources[i * 4])}; }
};

enum class IgmpVerdict : uint8_t { kQuery, kOther, kBad };

/// `igmp` is the payload of the IP packet. kOther: sound, but not a query (another host's report). kBad: too short or wrong checksum.
[[nodiscard]] IgmpVerdict parse_igmp(Bytes igmp, IgmpQuery* query);

enum class GroupRecord : uint8_t {
  kIsInclude = 1,
  kIsExclude = 2,
  kToInclude = 3,
  kToExclude = 4,
  kAllowNewSources = 5,
  kBlockOldSources = 6,
};

/// Collects group records into as few version 3 reports as the MTU allows and queues them.
class ReportBuilder {
 public:
  ReportBuilder(const InterfaceAddress& interface, ReplyQueue& out);
  void add(GroupRecord type, Ipv4Address group, std::span<const Ipv4Address> sources);
  /// Queues what is collected; without it nothing of it is sent.
  void finish();
  [[nodiscard]] uint64_t reports() const { return reports_; }

 private:
  static constexpr size_t kMaxReportBytes = 1400;  // IGMP octets; less where the MTU is smaller
  const InterfaceAddress& interface_;
  ReplyQueue& out_;
  std::array<uint8_t, kMaxReportBytes> records_{};
  size_t size_ = 0;
  uint16_t count_ = 0;
  uint64_t reports_ = 0;
};

enum class OldMessage : uint8_t { kReportV1 = 0x12, kReportV2 = 0x16, kLeaveV2 = 0x17 };

/// Queues a version 1 or 2 message.
void send_old_message(const InterfaceAddress& interface, OldMessage type, Ipv4Address group, ReplyQueue& out);

}  // namespace cw::packet_io
