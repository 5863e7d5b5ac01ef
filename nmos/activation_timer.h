// Calls somebody when the next scheduled activation is due, from a thread of its own. Private to nmos.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "gateway/core/tai_time.h"

namespace cw::nmos {

class ActivationTimer {
 public:
  /// Does what is due, and says when it wants to be called again; nullopt: not before wake().
  using Poll = std::function<std::optional<TaiTime>()>;  // off the packet path
  using Now = std::function<TaiTime()>;                  // off the packet path

  ActivationTimer(Poll poll, Now now);
  /// Any thread, also from within calls that the poll makes: the next time may have become an earlier one.
  void wake();

 private:
  void run(const std::stop_token& stop);

  Poll poll_;
  Now now_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  bool wake_ = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace cw::nmos
