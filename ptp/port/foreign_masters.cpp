#include "ptp/port/foreign_masters.h"

#include <algorithm>

#include "ptp/port/intervals.h"

namespace cw::ptp {
namespace {

constexpr int kQualificationWindow = 4;  // announce intervals within which two Announces make a master (9.3.2.4.4)
constexpr uint16_t kTooManySteps = 255;
constexpr int kSlowestLogInterval = 1;

DataSet data_set_of(const AnnounceArrival& arrival) {
  const AnnounceBody& body = arrival.body;
  return {.priority1 = body.priority1,
          .grandmaster = body.grandmaster,
          .quality = body.quality,
          .priority2 = body.priority2,
          .steps_removed = body.steps_removed,
          .sender = arrival.header.source,
          .receiver = arrival.receiver};
}

}  // namespace

ForeignMasters::ForeignMasters(Duration interval, int timeout_intervals)
    : interval_(interval), timeout_intervals_(timeout_intervals) {
  records_.reserve(kCapacity);
}

Duration ForeignMasters::interval_of(const Header& header) const {
  if (header.log_interval == kNoLogInterval) return interval_;
  return std::max(interval_, interval_of_log(std::min<int>(header.log_interval, kSlowestLogInterval)));
}

ForeignMaster* ForeignMasters::find_or_add(const DataSet& data) {
  const auto known = std::ranges::find(records_, data.sender, [](const ForeignMaster& m) { return m.data.sender; });
  if (known != records_.end()) return &*known;
  if (records_.size() < kCapacity) return &records_.emplace_back();
  const auto worst = std::ranges::max_element(records_, [](const ForeignMaster& a, const ForeignMaster& b) {
    return first_wins(compare_data_sets(a.data, b.data));
  });
  if (!first_wins(compare_data_sets(data, worst->data))) return nullptr;
  *worst = {};
  return &*worst;
}

ForeignMasters::Outcome ForeignMasters::on_announce(const AnnounceArrival& arrival) {
  if (arrival.body.steps_removed >= kTooManySteps) return Outcome::kTooFar;
  const DataSet data = data_set_of(arrival);
  ForeignMaster* master = find_or_add(data);
  if (master == nullptr) return Outcome::kFull;
  if (!master->sequences.accept(arrival.header.sequence)) return Outcome::kOld;
  const Duration interval = interval_of(arrival.header);
  const bool second = master->timeout > Duration{0};
  if (second && arrival.at - master->last_announce <= kQualificationWindow * interval) master->qualified = true;
  master->data = data;
  master->flags = arrival.header.flags;
  master->utc_offset_s = arrival.body.utc_offset_s;
  master->time_source = arrival.body.time_source;
  master->address = arrival.source;
  master->last_announce = arrival.at;
  // Half an interval more, so that the last Announce that could save the master is not late by its jitter.
  master->grace = Duration{0};
  master->timeout = timeout_intervals_ * interval + interval / 2;
  return Outcome::kAccepted;
}

void ForeignMasters::expire(LocalTime now, const std::optional<PortIdentity>& lively) {
  std::erase_if(records_, [&](ForeignMaster& m) {
    // An unqualified one is worth keeping for as long as its second Announce could still qualify it.
    const Duration patience = m.qualified ? m.timeout + m.grace : 2 * m.timeout;
    if (now - m.last_announce < patience) return false;
    if (m.data.sender != lively || m.grace > Duration{0}) return true;
    m.grace = m.timeout;
    return false;
  });
}

const ForeignMaster* ForeignMasters::best() const {
  const ForeignMaster* best = nullptr;
  for (const ForeignMaster& master : records_) {
    if (!master.qualified) continue;
    if (best == nullptr || first_wins(compare_data_sets(master.data, best->data))) best = &master;
  }
  return best;
}

std::optional<LocalTime> ForeignMasters::next_expiry() const {
  std::optional<LocalTime> next;
  for (const ForeignMaster& master : records_) {
    if (!master.qualified) continue;
    const LocalTime expiry = master.last_announce + master.timeout + master.grace;
    if (!next || expiry < *next) next = expiry;
  }
  return next;
}

}  // namespace cw::ptp
