// One multicast group as IgmpHost knows it: who joined with which sources, what the routers still have to be told, what they asked
// (RFC 3376 sections 3.2, 5.1 and 5.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "gateway/core/packet.h"
#include "gateway/packet_io/igmp/igmp_messages.h"

namespace cw::packet_io {

inline constexpr TaiTime kNever = TaiTime::from_ns(INT64_MAX);

/// Pure state; single-threaded, no allocation.
class Membership {
 public:
  static constexpr size_t kMaxSources = 32;

  explicit Membership(Ipv4Address group) : group_(group) {}

  [[nodiscard]] Ipv4Address group() const { return group_; }
  /// Someone wants packets of this group.
  [[nodiscard]] bool wanted() const;
  /// Nothing wanted and nothing left to tell: the entry may go.
  [[nodiscard]] bool finished() const { return !wanted() && !change_pending(); }
  /// Something is still to be told.
  [[nodiscard]] bool change_pending() const;

  /// `repeats`: how often a change is told (robustness variable). False: no room for the sources.
  bool join(std::span<const Ipv4Address> sources, uint32_t repeats);
  /// False: nobody had joined so.
  bool leave(std::span<const Ipv4Address> sources, uint32_t repeats);
  void leave_all(uint32_t repeats);

  /// Adds the state-change records that are due and counts one repeat down.
  void report_change(ReportBuilder& report);
  /// For older queriers: counts one repeat down; when nothing is wanted any more all repeats are dropped (one leave is enough).
  void count_change();

  /// Notes a group-specific (no sources) or group-and-source-specific query to be answered at `due` (section 5.2 rules 3 to 5).
  void ask(const IgmpQuery& query, TaiTime due);
  [[nodiscard]] TaiTime answer_due() const { return answer_due_; }
  /// Adds the current-state record asked for and clears the question.
  void answer(ReportBuilder& report);
  /// Adds the full current-state record (general query).
  void report_state(ReportBuilder& report) const;
  void clear_question();

 private:
  struct Source {
    Ipv4Address address{};
    uint16_t joins = 0;
    uint8_t repeats = 0;  // state-change records still to send: ALLOW while joins > 0, else BLOCK
  };
  using SourceList = std::array<Ipv4Address, kMaxSources>;

  [[nodiscard]] bool any_source() const { return any_source_joins_ > 0; }
  [[nodiscard]] Source* find(Ipv4Address address);
  [[nodiscard]] size_t count_new(std::span<const Ipv4Address> sources);
  [[nodiscard]] std::span<const Ipv4Address> wanted_sources(SourceList& list) const;
  [[nodiscard]] std::span<const Ipv4Address> changed_sources(bool allowed, SourceList& list) const;
  void count_sources_down();

  Ipv4Address group_{};
  uint16_t any_source_joins_ = 0;
  uint8_t mode_repeats_ = 0;  // filter-mode-change records still to send
  std::array<Source, kMaxSources> sources_{};
  size_t source_count_ = 0;
  TaiTime answer_due_ = kNever;
  SourceList asked_{};
  size_t asked_count_ = 0;  // 0: the whole group was asked for
};

}  // namespace cw::packet_io
