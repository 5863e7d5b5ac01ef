#include "ptp/servo/sample_window.h"

#include <algorithm>

namespace cw::ptp {

SampleWindow::SampleWindow(Duration length) : length_(length) { samples_.reserve(kCapacity); }

bool SampleWindow::add(const DelaySample& sample, double drift_ppb) {
  if (sample.at <= last_) return false;
  last_ = sample.at;
  if (!empty() && sample.at < slot_end_) {
    DelaySample& kept = samples_.back();
    const double drifted_ns = static_cast<double>((sample.at - kept.at).count()) * drift_ppb / 1e9;
    if (sample.delay_ns - drifted_ns < kept.delay_ns) kept = sample;
    return true;
  }
  if (samples_.size() == kCapacity) {
    slot_ = length_ / kCapacity;
    samples_.erase(samples_.begin());
  }
  slot_end_ = sample.at + slot_;
  samples_.push_back(sample);
  return true;
}

void SampleWindow::clear() {
  samples_.clear();
  slot_ = Duration{0};
}

void SampleWindow::drop_before(LocalTime time) {
  const auto first = std::ranges::find_if(samples_, [time](const DelaySample& sample) { return sample.at >= time; });
  samples_.erase(samples_.begin(), first);
}

void SampleWindow::keep_newest(size_t count) {
  if (count < samples_.size()) samples_.erase(samples_.begin(), samples_.end() - static_cast<std::ptrdiff_t>(count));
}

}  // namespace cw::ptp
