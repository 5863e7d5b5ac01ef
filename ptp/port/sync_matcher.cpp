#include "ptp/port/sync_matcher.h"

namespace cw::ptp {

void SyncMatcher::reset() {
  completed_.reset();
  syncs_.fill(std::nullopt);
  follow_ups_.fill(std::nullopt);
}

bool SyncMatcher::refused(const Header& header) {
  if (header.correction == kCorrectionTooBig) {
    ++faults_.bad_correction;
    return true;
  }
  if (!completed_.refuses(header.sequence)) return false;
  ++faults_.old_sync;
  return true;
}

void SyncMatcher::expire_syncs(LocalTime now) {
  for (auto& sync : syncs_) {
    if (!sync || now - sync->at < kPatience) continue;
    ++faults_.missing_follow_up;
    sync.reset();
  }
}

std::optional<MatchedSync> SyncMatcher::complete(const Half& sync, const Half& follow_up) {
  if (!completed_.accept(sync.sequence)) {
    ++faults_.old_sync;
    return std::nullopt;
  }
  return MatchedSync{
      .received = sync.at, .origin_ns = follow_up.origin_ns, .correction = sync.correction + follow_up.correction};
}

std::optional<MatchedSync> SyncMatcher::on_sync(const Header& header, const EventBody& body, LocalTime received) {
  if (refused(header)) return std::nullopt;
  expire_syncs(received);
  const Half half{
      .sequence = header.sequence, .at = received, .origin_ns = body.origin_ns, .correction = header.correction};
  if ((header.flags & flags::kTwoStep) == 0) return complete(half, {.origin_ns = body.origin_ns});

  auto& follow_up = follow_ups_[header.sequence % kPending];
  if (follow_up && follow_up->sequence == header.sequence && received - follow_up->at < kPatience) {
    const Half second = *follow_up;
    follow_up.reset();
    return complete(half, second);
  }
  auto& slot = syncs_[header.sequence % kPending];
  if (slot && slot->sequence == header.sequence) {  // a duplicate: the first arrival is the better stamp
    ++faults_.old_sync;
    return std::nullopt;
  }
  if (slot) ++faults_.missing_follow_up;
  slot = half;
  return std::nullopt;
}

std::optional<MatchedSync> SyncMatcher::on_follow_up(const Header& header, const EventBody& body, LocalTime now) {
  if (refused(header)) return std::nullopt;
  const Half half{.sequence = header.sequence, .at = now, .origin_ns = body.origin_ns, .correction = header.correction};
  auto& sync = syncs_[header.sequence % kPending];
  if (sync && sync->sequence == header.sequence) {
    const Half first = *sync;
    sync.reset();
    return complete(first, half);
  }
  follow_ups_[header.sequence % kPending] = half;
  return std::nullopt;
}

}  // namespace cw::ptp
