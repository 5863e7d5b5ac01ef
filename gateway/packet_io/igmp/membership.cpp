#include "gateway/packet_io/igmp/membership.h"

#include <algorithm>
#include <utility>

namespace cw::packet_io {

bool Membership::wanted() const {
  const auto present = std::span(sources_).first(source_count_);
  return any_source() || std::ranges::any_of(present, [](const Source& s) { return s.joins > 0; });
}

bool Membership::change_pending() const {
  const auto present = std::span(sources_).first(source_count_);
  return mode_repeats_ > 0 || std::ranges::any_of(present, [](const Source& s) { return s.repeats > 0; });
}

Membership::Source* Membership::find(Ipv4Address address) {
  const auto present = std::span(sources_).first(source_count_);
  const auto found = std::ranges::find(present, address, &Source::address);
  return found == present.end() ? nullptr : &*found;
}

size_t Membership::count_new(std::span<const Ipv4Address> sources) {
  return static_cast<size_t>(std::ranges::count_if(sources, [&](Ipv4Address s) { return find(s) == nullptr; }));
}

bool Membership::join(std::span<const Ipv4Address> sources, uint32_t repeats) {
  if (sources.empty()) {
    if (any_source_joins_++ == 0) mode_repeats_ = static_cast<uint8_t>(repeats);
    return true;
  }
  if (source_count_ + count_new(sources) > kMaxSources) return false;
  for (const Ipv4Address address : sources) {
    Source* source = find(address);
    if (source == nullptr) {
      source = &sources_[source_count_++];
      *source = Source{.address = address};
    }
    if (source->joins++ == 0) source->repeats = static_cast<uint8_t>(repeats);
  }
  return true;
}

bool Membership::leave(std::span<const Ipv4Address> sources, uint32_t repeats) {
  if (sources.empty()) {
    if (any_source_joins_ == 0) return false;
    if (--any_source_joins_ == 0) mode_repeats_ = static_cast<uint8_t>(repeats);
    return true;
  }
  bool found = false;
  for (const Ipv4Address address : sources) {
    Source* source = find(address);
    if (source == nullptr || source->joins == 0) continue;
    found = true;
    if (--source->joins == 0) source->repeats = static_cast<uint8_t>(repeats);
  }
  return found;
}

void Membership::leave_all(uint32_t repeats) {
  if (any_source()) mode_repeats_ = static_cast<uint8_t>(repeats);
  any_source_joins_ = 0;
  for (Source& source : std::span(sources_).first(source_count_)) {
    if (source.joins > 0) source.repeats = static_cast<uint8_t>(repeats);
    source.joins = 0;
  }
}

std::span<const Ipv4Address> Membership::wanted_sources(SourceList& list) const {
  size_t count = 0;
  for (const Source& source : std::span(sources_).first(source_count_)) {
    if (source.joins > 0) list[count++] = source.address;
  }
  return {list.data(), count};
}

std::span<const Ipv4Address> Membership::changed_sources(bool allowed, SourceList& list) const {
  size_t count = 0;
  for (const Source& source : std::span(sources_).first(source_count_)) {
    if (source.repeats > 0 && (source.joins > 0) == allowed) list[count++] = source.address;
  }
  return {list.data(), count};
}

// Section 5.1: a filter-mode change tells the whole state and stands for the source changes before it.
void Membership::report_change(ReportBuilder& report) {
  SourceList list;
  if (mode_repeats_ > 0) {
    if (any_source()) {
      report.add(GroupRecord::kToExclude, group_, {});
    } else {
      report.add(GroupRecord::kToInclude, group_, wanted_sources(list));
    }
  } else if (!any_source()) {
    const auto allowed = changed_sources(true, list);
    if (!allowed.empty()) report.add(GroupRecord::kAllowNewSources, group_, allowed);
    const auto blocked = changed_sources(false, list);
    if (!blocked.empty()) report.add(GroupRecord::kBlockOldSources, group_, blocked);
  }
  if (mode_repeats_ > 0) --mode_repeats_;
  count_sources_down();
}

void Membership::count_change() {
  if (!wanted()) {
    mode_repeats_ = 0;
    for (Source& source : std::span(sources_).first(source_count_)) source.repeats = 0;
  }
  if (mode_repeats_ > 0) --mode_repeats_;
  count_sources_down();
}

// Sources that nobody wants and that the routers know of by now are forgotten.
void Membership::count_sources_down() {
  size_t kept = 0;
  for (size_t i = 0; i < source_count_; ++i) {
    Source source = sources_[i];
    if (source.repeats > 0) --source.repeats;
    if (source.joins > 0 || source.repeats > 0) sources_[kept++] = source;
  }
  source_count_ = kept;
}

void Membership::ask(const IgmpQuery& query, TaiTime due) {
  const bool pending = answer_due_ != kNever;
  const bool whole_group = query.source_count() == 0 || (pending && asked_count_ == 0);
  answer_due_ = std::min(answer_due_, due);
  if (!pending) asked_count_ = 0;
  if (whole_group || asked_count_ + query.source_count() > kMaxSources) {
    asked_count_ = 0;
    return;
  }
  for (size_t i = 0; i < query.source_count(); ++i) asked_[asked_count_++] = query.source(i);
}

void Membership::answer(ReportBuilder& report) {
  if (asked_count_ == 0) {
    report_state(report);
    clear_question();
    return;
  }
  SourceList wanted_list;
  const auto wanted = wanted_sources(wanted_list);
  SourceList hit;
  size_t hits = 0;
  for (const Ipv4Address source : std::span(asked_).first(asked_count_)) {
    if (any_source() || std::ranges::find(wanted, source) != wanted.end()) hit[hits++] = source;
  }
  if (hits > 0) report.add(GroupRecord::kIsInclude, group_, std::span(hit).first(hits));
  clear_question();
}

void Membership::report_state(ReportBuilder& report) const {
  if (!wanted()) return;
  SourceList list;
  if (any_source()) {
    report.add(GroupRecord::kIsExclude, group_, {});
  } else {
    report.add(GroupRecord::kIsInclude, group_, wanted_sources(list));
  }
}

void Membership::clear_question() {
  answer_due_ = kNever;
  asked_count_ = 0;
}

}  // namespace cw::packet_io
