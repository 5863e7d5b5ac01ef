// What a packet worker steps: a flow's receiver, a sender, a port's receive side.
#pragma once

#include "gateway/core/tai_time.h"

namespace cw::app {

/// What one step found to do, and when it wants the next.
struct Work {
  bool done = false;      ///< something moved: step again at once
  TaiTime next = kNever;  ///< the agent has something to do at this time even if no packet comes
  static constexpr TaiTime kNever = TaiTime::from_ns(INT64_MAX);
};

/// One virtual call a cycle, never one a packet. All calls come from the worker that owns the agent.
class Agent {
 public:
  virtual ~Agent() = default;
  virtual Work do_work(TaiTime now) = 0;
};

}  // namespace cw::app
