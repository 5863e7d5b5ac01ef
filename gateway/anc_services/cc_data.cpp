#include "gateway/anc_services/cc_data.h"

#include <algorithm>

namespace cw::anc_services {
namespace {

int64_t whole_frames_per_second(FrameRate rate) { return (rate.num() + rate.den() / 2) / rate.den(); }

}  // namespace

size_t cc_count_at(FrameRate rate) {
  constexpr int64_t kConstructsPerSecond = 600;
  const int64_t count = kConstructsPerSecond / std::max<int64_t>(whole_frames_per_second(rate), 1);
  return static_cast<size_t>(std::clamp<int64_t>(count, 2, kMaxCcCount));
}

size_t cc_608_count_at(FrameRate rate) {
  constexpr int64_t kHighestWithBothFields = 30;
  return whole_frames_per_second(rate) <= kHighestWithBothFields ? 2 : 1;
}

}  // namespace cw::anc_services
