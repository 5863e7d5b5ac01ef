#include "nmos/activation_timer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace cw::nmos {
namespace {

TaiTime steady_now() {
  return TaiTime::from_ns(
      std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

TEST(ActivationTimer, PollsAtTheTimeThatThePollNames) {
  std::latch second(2);
  std::atomic<int> polls{0};
  const TaiTime due = steady_now() + std::chrono::milliseconds(5);
  std::atomic<int64_t> at{0};
  const auto poll = [&]() -> std::optional<TaiTime> {
    const int count = ++polls;
    if (count == 2) at = steady_now().ns();
    if (count <= 2) second.count_down();
    return count == 1 ? std::optional(due) : std::nullopt;
  };
  const ActivationTimer sut(poll, steady_now);
  second.wait();
  EXPECT_GE(at.load(), due.ns());
}

TEST(ActivationTimer, PollsWhenWoken) {
  std::latch first(1);
  std::latch second(1);
  std::atomic<int> polls{0};
  const auto poll = [&]() -> std::optional<TaiTime> {
    const int count = ++polls;
    if (count == 1) first.count_down();
    if (count == 2) second.count_down();
    return std::nullopt;
  };
  ActivationTimer sut(poll, steady_now);
  first.wait();
  sut.wake();
  second.wait();
}

}  // namespace
}  // namespace cw::nmos
