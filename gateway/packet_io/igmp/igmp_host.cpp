#include "gateway/packet_io/igmp/igmp_host.h"

#include <algorithm>
#include <utility>

#include "gateway/packet_io/ethernet.h"

namespace cw::packet_io {
namespace {

// Different on each port, so that hosts do not answer in step; never 0, where the generator would stick.
uint64_t seed_from(const InterfaceAddress& interface) {
  uint64_t seed = interface.address.value;
  for (const uint8_t octet : interface.mac.octets) seed = seed * 257 + octet;
  return seed | 1;
}

}  // namespace

IgmpHost::IgmpHost(const InterfaceAddress& interface) : interface_(interface), random_state_(seed_from(interface)) {
  memberships_.reserve(kMaxGroups);
  statistics_.version.set(3);
}

Membership* IgmpHost::find(Ipv4Address group) {
  const auto found = std::ranges::find(memberships_, group, &Membership::group);
  return found == memberships_.end() ? nullptr : &*found;
}

Membership* IgmpHost::find_or_add(Ipv4Address group) {
  Membership* found = find(group);
  if (found != nullptr) return found;
  if (memberships_.size() == kMaxGroups) return nullptr;
  return &memberships_.emplace_back(group);
}

bool IgmpHost::join(Ipv4Address group, std::span<const Ipv4Address> sources) {
  if (!group.is_multicast() || group == kAllHosts) return false;
  Membership* membership = sources.size() <= Membership::kMaxSources ? find_or_add(group) : nullptr;
  if (membership == nullptr || !membership->join(sources, robustness_)) {
    statistics_.groups_full.add();
    return false;
  }
  changed_ = true;
  return true;
}

bool IgmpHost::leave(Ipv4Address group, std::span<const Ipv4Address> sources) {
  Membership* membership = find(group);
  if (membership == nullptr || !membership->leave(sources, robustness_)) return false;
  changed_ = true;
  return true;
}

void IgmpHost::leave_all() {
  for (Membership& membership : memberships_) membership.leave_all(robustness_);
  changed_ = true;
}

void IgmpHost::on_frame(Bytes frame, TaiTime now) {
  const Bytes ip = frame.subspan(network_offset(frame));
  const size_t header_octets = size_t{4} * (ip[0] & 0x0F);
  const size_t total = load_be16(&ip[2]);
  IgmpQuery query;
  // A TTL other than 1 cannot come from our own network (RFC 3376 section 9.1 and the forged queries it warns of).
  const bool sound = total <= ip.size() && ip[8] == 1;
  const IgmpVerdict verdict =
      sound ? parse_igmp(ip.subspan(header_octets, total - header_octets), &query) : IgmpVerdict::kBad;
  if (verdict == IgmpVerdict::kBad) statistics_.bad.add();
  if (verdict == IgmpVerdict::kQuery) on_query(query, now);
}

// Section 7.2.1: an older querier is taken to be present for a while after each of its queries.
void IgmpHost::note_querier(const IgmpQuery& query, TaiTime now) {
  if (query.version == 3) {
    if (query.robustness != 0) robustness_ = query.robustness;
    if (query.query_interval.count() != 0) query_interval_ = query.query_interval;
    return;
  }
  const TaiTime until = now + robustness_ * query_interval_ + query.max_response;
  (query.version == 1 ? v1_querier_until_ : v2_querier_until_) = until;
}

void IgmpHost::on_query(const IgmpQuery& query, TaiTime now) {
  statistics_.queries.add();
  note_querier(query, now);
  statistics_.version.set(version(now));
  if (query.group.value == 0 && version(now) != 3) {
    ask_each(query, now);
    return;
  }
  const TaiTime due = now + random_below(query.max_response);
  if (general_answer_due_ <= due) return;  // section 5.2 rule 1
  if (query.group.value == 0) {
    general_answer_due_ = due;
    next_answer_ = std::min(next_answer_, due);
    return;
  }
  Membership* membership = find(query.group);
  if (membership == nullptr) return;
  membership->ask(query, due);
  next_answer_ = std::min(next_answer_, due);
}

// Older reports name one group each: every group has a time of its own (RFC 2236 section 3), or there would be a flood.
void IgmpHost::ask_each(const IgmpQuery& query, TaiTime now) {
  for (Membership& membership : memberships_) {
    const TaiTime due = now + random_below(query.max_response);
    membership.ask(query, due);
    next_answer_ = std::min(next_answer_, due);
  }
}

void IgmpHost::poll(TaiTime now, ReplyQueue& out) {
  if (changed_ || now >= next_change_) poll_changes(now, out);
  if (now >= next_answer_) poll_answers(now, out);
}

void IgmpHost::poll_changes(TaiTime now, ReplyQueue& out) {
  const int spoken = version(now);
  statistics_.version.set(spoken);
  ReportBuilder report(interface_, out);
  bool more = false;
  for (Membership& membership : memberships_) {
    if (!membership.change_pending()) continue;
    if (spoken == 3) {
      membership.report_change(report);
    } else {
      send_old_change(membership, spoken, out);
    }
    more = more || membership.change_pending();
  }
  send_report(report);
  std::erase_if(memberships_, [](const Membership& membership) { return membership.finished(); });
  statistics_.groups.set(static_cast<int64_t>(std::ranges::count_if(memberships_, &Membership::wanted)));
  changed_ = false;
  next_change_ = more ? now + random_below(kUnsolicitedInterval) : kNever;
}

void IgmpHost::poll_answers(TaiTime now, ReplyQueue& out) {
  const bool general = now >= general_answer_due_;
  const int spoken = version(now);
  ReportBuilder report(interface_, out);
  if (general) general_answer_due_ = kNever;
  next_answer_ = general_answer_due_;
  for (Membership& membership : memberships_) {
    if (!general && now < membership.answer_due()) {
      next_answer_ = std::min(next_answer_, membership.answer_due());
      continue;
    }
    if (spoken != 3) {
      if (membership.wanted()) send_old_report(membership.group(), spoken, out);
    } else if (general) {
      membership.report_state(report);
    } else {
      membership.answer(report);
    }
    membership.clear_question();
  }
  send_report(report);
}

// Others' reports do not silence ours: switches that snoop want to hear every member (RFC 3376 section 7.2.2 allows it).
void IgmpHost::send_old_report(Ipv4Address group, int version, ReplyQueue& out) {
  send_old_message(interface_, version == 1 ? OldMessage::kReportV1 : OldMessage::kReportV2, group, out);
  statistics_.reports.add();
}

// Version 1 has no leave, version 2 needs only one.
void IgmpHost::send_old_change(Membership& membership, int version, ReplyQueue& out) {
  if (membership.wanted()) {
    send_old_report(membership.group(), version, out);
  } else if (version == 2) {
    send_old_message(interface_, OldMessage::kLeaveV2, membership.group(), out);
    statistics_.leaves.add();
  }
  membership.count_change();
}

void IgmpHost::send_report(ReportBuilder& report) {
  report.finish();
  if (report.reports() > 0) statistics_.reports.add(report.reports());
}

// xorshift64: even enough to spread answers, and repeatable in tests.
Duration IgmpHost::random_below(Duration limit) {
  random_state_ ^= random_state_ << 13;
  random_state_ ^= random_state_ >> 7;
  random_state_ ^= random_state_ << 17;
  if (limit.count() <= 0) return Duration{0};
  return Duration{static_cast<int64_t>(random_state_ % static_cast<uint64_t>(limit.count()))};
}

int IgmpHost::version(TaiTime now) const {
  if (now < v1_querier_until_) return 1;
  return now < v2_querier_until_ ? 2 : 3;
}

}  // namespace cw::packet_io
