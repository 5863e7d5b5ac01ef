#include "gateway/anc_services/caption_builder.h"

#include <algorithm>

namespace cw::anc_services {
namespace {

constexpr size_t kMaxWaitingPairs = 120;  // four seconds of one field
constexpr size_t kMaxWaitingTriplets = 512;
constexpr uint8_t kService = 1;
constexpr uint64_t kRowsPerDefinition = 4;  // how often a decoder that comes in late learns of the window

}  // namespace

CaptionBuilder::CaptionBuilder(FrameRate rate) : count_(cc_count_at(rate)), count_608_(cc_608_count_at(rate)) {
  pairs_.reserve(kMaxWaitingPairs * 2);
  dtvcc_.reserve(kMaxWaitingTriplets * 2);
}

bool CaptionBuilder::add_row(std::string_view text) {
  if (pairs_.size() - next_pair_ > kMaxWaitingPairs || dtvcc_.size() - next_dtvcc_ > kMaxWaitingTriplets) return false;
  pairs_.erase(pairs_.begin(), pairs_.begin() + static_cast<std::ptrdiff_t>(next_pair_));
  dtvcc_.erase(dtvcc_.begin(), dtvcc_.begin() + static_cast<std::ptrdiff_t>(next_dtvcc_));
  next_pair_ = next_dtvcc_ = 0;
  const auto row = roll_up_row(text);
  pairs_.insert(pairs_.end(), row.begin(), row.end());
  packetizer_.append(kService, window_text(text, rows_++ % kRowsPerDefinition == 0), dtvcc_);
  return true;
}

void CaptionBuilder::clear() {
  pairs_.clear();
  dtvcc_.clear();
  next_pair_ = next_dtvcc_ = 0;
}

std::span<const CcTriplet> CaptionBuilder::next_frame() {
  for (size_t i = 0; i < count_608_; ++i) {
    CcTriplet& triplet = frame_[i];
    triplet = {.type = second_field_ ? kCcField2 : kCcField1, .valid = true, .data = kEia608Null};
    if (!second_field_ && next_pair_ < pairs_.size()) triplet.data = pairs_[next_pair_++];
    second_field_ = !second_field_;
  }
  for (size_t i = count_608_; i < count_; ++i) {
    frame_[i] = next_dtvcc_ < dtvcc_.size() ? dtvcc_[next_dtvcc_++] : CcTriplet{};
  }
  return {frame_.data(), count_};
}

}  // namespace cw::anc_services
