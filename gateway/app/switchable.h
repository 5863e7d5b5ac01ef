// What can move from one sender to another at a moment of media time: a receiver, as receiver_moves.h sees it.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw::app {

enum class MoveState : uint8_t {
  kUnderWay,
  kDone,
  kAgain,  ///< done, and another move that was asked for meanwhile has begun
};

/// Control thread.
class Switchable {
 public:
  virtual ~Switchable() = default;
  /// The new sender's frames come.
  [[nodiscard]] virtual bool is_ready() const = 0;
  /// The boundaries of which it has to be cut on; nullopt: any (audio).
  [[nodiscard]] virtual std::optional<FrameRate> frame_rate() const = 0;
  /// Cuts over at `cut`, a little in the future.
  virtual void commit(TaiTime cut) = 0;
  /// After commit(), often: ends the move when the new sender is on air.
  [[nodiscard]] virtual MoveState complete(TaiTime now) = 0;
};

}  // namespace cw::app
