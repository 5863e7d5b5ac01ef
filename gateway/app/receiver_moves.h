// Receivers on their way from one sender to another: when do they switch? Those that a controller moves together are cut at one moment of
// media time, a frame boundary a little in the future, as soon as all of them have frames of their new senders. Nobody waits long for a
// sender that is not there.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "gateway/app/switchable.h"

namespace cw::app {

/// Control thread, one at a time. Time comes in with step().
class ReceiverMoves {
 public:
  /// The switch happens after this long even if nothing has come.
  static constexpr Duration kPatience = std::chrono::seconds(1);
  /// So long those that are ready wait for the others of their group.
  static constexpr Duration kTogether = std::chrono::milliseconds(250);
  /// From the decision to the cut at least: the workers hear of it before.
  static constexpr Duration kNotice = std::chrono::milliseconds(5);

  /// These move together from now on; whoever was in another group leaves it. One that is being cut over just now follows with its next
  /// move.
  void add(std::span<Switchable* const> group, TaiTime now);
  void forget(const Switchable& one);
  /// Often, while there are any.
  void step(TaiTime now);
  [[nodiscard]] bool empty() const { return moves_.empty(); }

 private:
  struct Move {
    Switchable* one = nullptr;
    uint64_t group = 0;
    TaiTime begun;
    std::optional<TaiTime> ready;
    bool committed = false;
    bool done = false;
    uint64_t next_group = 0;  ///< of what was asked for after the commit; 0: nothing
  };
  void follow_clock(TaiTime now);
  void note_ready(TaiTime now);
  [[nodiscard]] bool is_due(const Move& move, TaiTime now) const;
  void commit_due(TaiTime now);
  void complete(TaiTime now);
  [[nodiscard]] TaiTime cut_of(uint64_t group, TaiTime now) const;

  std::vector<Move> moves_;
  uint64_t last_group_ = 0;
};

}  // namespace cw::app
