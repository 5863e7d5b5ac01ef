#include "nmos/activation_timer.h"

#include <algorithm>

namespace cw::nmos {
namespace {

/// TAI may be set, or run at another rate than the clock that threads wait by.
constexpr Duration kLongestSleep = std::chrono::milliseconds(500);

}  // namespace

ActivationTimer::ActivationTimer(Poll poll, Now now)
    : poll_(std::move(poll)), now_(std::move(now)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void ActivationTimer::wake() {
  const std::scoped_lock lock(mutex_);
  wake_ = true;
  woken_.notify_one();
}

void ActivationTimer::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const std::optional<TaiTime> next = poll_();
    const Duration sleep = next ? std::clamp(*next - now_(), Duration::zero(), kLongestSleep) : kLongestSleep;
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, stop, sleep, [this] { return wake_; });
    wake_ = false;
  }
}

}  // namespace cw::nmos
