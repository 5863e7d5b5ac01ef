// IGMPv3 host (RFC 3376) for one port: joins with source filters, repeats for robustness, answers queries, leaves; speaks v2 or v1 while
// an older querier is present (section 7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "gateway/core/counters.h"
#include "gateway/core/packet.h"
#include "gateway/packet_io/igmp/igmp_messages.h"
#include "gateway/packet_io/igmp/membership.h"
#include "gateway/packet_io/interface_address.h"
#include "gateway/packet_io/reply_queue.h"

namespace cw::packet_io {

/// One writer: the worker.
struct IgmpStatistics {
  Counter queries;      ///< sound queries heard
  Counter bad;          ///< too short, wrong checksum, wrong TTL
  Counter reports;      ///< messages sent, of any version
  Counter leaves;       ///< v2 leave messages sent
  Counter groups_full;  ///< joins refused for want of room
  Gauge groups;         ///< member of so many
  Gauge version;        ///< 3, or that of an older querier
};

/// Owned by HostStack; single-threaded, no allocation after construction.
class IgmpHost {
 public:
  explicit IgmpHost(const InterfaceAddress& interface);

  void on_frame(Bytes frame, TaiTime now);
  void poll(TaiTime now, ReplyQueue& out);
  /// See HostStack.
  bool join(Ipv4Address group, std::span<const Ipv4Address> sources);
  bool leave(Ipv4Address group, std::span<const Ipv4Address> sources);
  void leave_all();
  [[nodiscard]] const IgmpStatistics& statistics() const { return statistics_; }

  static constexpr size_t kMaxGroups = 1024;
  static constexpr Duration kUnsolicitedInterval = std::chrono::seconds(1);

 private:
  void on_query(const IgmpQuery& query, TaiTime now);
  void ask_each(const IgmpQuery& query, TaiTime now);
  void note_querier(const IgmpQuery& query, TaiTime now);
  void poll_changes(TaiTime now, ReplyQueue& out);
  void poll_answers(TaiTime now, ReplyQueue& out);
  void send_old_report(Ipv4Address group, int version, ReplyQueue& out);
  void send_old_change(Membership& membership, int version, ReplyQueue& out);
  void send_report(ReportBuilder& report);
  [[nodiscard]] Membership* find(Ipv4Address group);
  [[nodiscard]] Membership* find_or_add(Ipv4Address group);
  [[nodiscard]] Duration random_below(Duration limit);
  [[nodiscard]] int version(TaiTime now) const;

  InterfaceAddress interface_;
  std::vector<Membership> memberships_;  // capacity kMaxGroups, never grown
  uint32_t robustness_ = 2;
  Duration query_interval_ = std::chrono::seconds(125);
  TaiTime v1_querier_until_ = TaiTime::from_ns(INT64_MIN);
  TaiTime v2_querier_until_ = TaiTime::from_ns(INT64_MIN);
  TaiTime general_answer_due_ = kNever;
  TaiTime next_answer_ = kNever;  // the earliest answer due, general or of a group
  TaiTime next_change_ = kNever;
  bool changed_ = false;
  uint64_t random_state_;
  IgmpStatistics statistics_;
};

}  // namespace cw::packet_io
