#include "gateway/bridge/captions/caption_track.h"

#include <algorithm>
#include <utility>

namespace cw::bridge {
namespace {

using anc_services::CcTriplet;

/// ANC frames whose output time has not come; far more than any playout delay.
constexpr size_t kMaxWaiting = 256;
/// About four seconds of pairs: beyond it the viewer is better off without the oldest.
constexpr size_t kMaxPairs = 120;
constexpr size_t kMaxDtvcc = 1200;
constexpr Duration kTimestampTolerance = std::chrono::milliseconds{1};
/// Null pairs keep line 21 alive for this long after the last caption packet.
constexpr int64_t kIdleSeconds = 1;

constexpr uint8_t kNull608 = 0x80;  // zero with odd parity

bool is_null_pair(const CcTriplet& triplet) { return (triplet.data[0] & 0x7FU) == 0 && (triplet.data[1] & 0x7FU) == 0; }
bool is_608(const CcTriplet& triplet) { return triplet.type <= anc_services::kCcField2; }

}  // namespace

CaptionTrack::CaptionTrack(SpscRing<bus::AncLease>* ring, FrameRate output) : ring_(ring), output_(output) {}

void CaptionTrack::drain() {
  if (ring_ == nullptr) return;
  while (auto lease = ring_->try_pop()) accept(**lease);
}

void CaptionTrack::accept(const bus::AncFrame& frame) {
  Waiting waiting{
      .index = frame.index, .tai = frame.tai, .paced = frame.locked && frame.rate == output_, .triplets = {}};
  for (const bus::AncPacket& packet : frame.span()) {
    if (packet.id == anc_services::kCdpId) read_cdp(packet, waiting);
  }
  if (waiting.triplets.empty()) return;
  waiting_.push_back(std::move(waiting));
  if (waiting_.size() <= kMaxWaiting) return;
  triplets_dropped_.add(waiting_.front().triplets.size());
  waiting_.pop_front();
}

void CaptionTrack::read_cdp(const bus::AncPacket& packet, Waiting& waiting) {
  cdps_.add();
  const auto cdp = anc_services::parse_cdp(packet.words());
  if (!cdp || !cdp->valid()) faulty_cdps_.add();
  if (!cdp) return;
  for (const CcTriplet& triplet : cdp->triplets()) {
    if (!triplet.valid) continue;  // padding
    triplets_in_.add();
    waiting.triplets.push_back(triplet);
  }
}

CaptionTriplets CaptionTrack::take(int64_t index, bool discard) {
  release_due(index);
  CaptionTriplets out;
  if (discard) {
    clear();
    return out;
  }
  emit_608(index, out);
  emit_708(out);
  triplets_out_.add(out.count);
  return out;
}

void CaptionTrack::release_due(int64_t index) {
  const TaiTime time = output_.time_of(index) + kTimestampTolerance;
  const auto is_due = [&](const Waiting& w) { return w.paced ? w.index <= index : w.tai <= time; };
  while (!waiting_.empty() && is_due(waiting_.front())) {
    paced_ = waiting_.front().paced;
    last_release_ = index;
    for (const CcTriplet& triplet : waiting_.front().triplets) queue(triplet, paced_);
    waiting_.pop_front();
  }
}

void CaptionTrack::queue(const CcTriplet& triplet, bool paced) {
  if (is_608(triplet) && is_null_pair(triplet)) {
    if (!paced) return;  // emit_608 makes its own where there is room
    if (triplet.type == anc_services::kCcField2 && !second_field_speaks_) return;
  } else if (triplet.type == anc_services::kCcField2) {
    second_field_speaks_ = true;
  }
  std::deque<CcTriplet>& queue = is_608(triplet) ? field_[triplet.type] : dtvcc_;
  queue.push_back(triplet);
  if (queue.size() <= (is_608(triplet) ? kMaxPairs : kMaxDtvcc)) return;
  queue.pop_front();
  triplets_dropped_.add();
}

void CaptionTrack::emit_608(int64_t index, CaptionTriplets& out) {
  if (paced_) {
    while (put(field_[0], out) || put(field_[1], out)) {
    }
    return;
  }
  if (last_release_ == INT64_MIN) return;
  const bool alternate = anc_services::cc_608_count_at(output_) == 1;
  const bool idle = index - last_release_ > output_.index_at(TaiTime::from_ns(kIdleSeconds * kNsPerSecond));
  for (const uint8_t field : {uint8_t{0}, uint8_t{1}}) {
    if (alternate && (field == 1) != second_field_) continue;
    const bool kept_alive = !idle && (field == 0 || second_field_speaks_);
    if (!put(field_[field], out) && kept_alive) out.append(true, field, kNull608, kNull608);
  }
  second_field_ = !second_field_;
}

void CaptionTrack::emit_708(CaptionTriplets& out) {
  const size_t limit = paced_ ? kMaxTriplets : anc_services::cc_count_at(output_);
  while (out.count < limit && put(dtvcc_, out)) {
  }
}

bool CaptionTrack::put(std::deque<CcTriplet>& from, CaptionTriplets& out) {
  if (from.empty()) return false;
  const CcTriplet& triplet = from.front();
  if (!out.append(true, triplet.type, triplet.data[0], triplet.data[1])) return false;
  from.pop_front();
  return true;
}

void CaptionTrack::clear() {
  const size_t held = field_[0].size() + field_[1].size() + dtvcc_.size();
  triplets_dropped_.add(held);
  field_[0].clear();
  field_[1].clear();
  dtvcc_.clear();
}

CaptionStatistics CaptionTrack::statistics() const {
  return {.cdps = cdps_.get(),
          .faulty_cdps = faulty_cdps_.get(),
          .triplets_in = triplets_in_.get(),
          .triplets_out = triplets_out_.get(),
          .triplets_dropped = triplets_dropped_.get()};
}

}  // namespace cw::bridge
