// Between one reception's assembler and its receiver's fan-out: lets units through from one moment of media time on, or up to one. With a
// gate each, two receptions hand over to one another at a frame boundary: no frame twice, none missing.
//
//   sender A → assembler → gate: open ──── ending at T ─┐ done
//   sender B → assembler → gate: shut ─ holding from T ─┴→ open → fan-out
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "gateway/app/unit_span.h"
#include "gateway/bus/output.h"
#include "gateway/core/counters.h"
#include "gateway/core/pool.h"
#include "gateway/core/spsc_ring.h"

namespace cw::app {

enum class GateState : uint8_t {
  kShut,     ///< nothing passes; the latest units are kept
  kHolding,  ///< units from the cut on wait until the reception before is done
  kOpen,
  kEnding,  ///< units before the cut still pass
  kDone,    ///< nothing passes any more; never left
};

/// How many units a gate keeps. They are part of what the consumers may hold.
struct GateRoom {
  size_t shut = 2;     ///< the latest ones while shut: the cut may come a little late
  size_t holding = 8;  ///< until the reception before is done; then the oldest go
};

/// publish(), poll() and the changes of state belong to the reception's worker (between its cycles); the rest to any thread.
template <typename Unit>
class SpliceGate final : public bus::Output<Lease<Unit>> {
 public:
  SpliceGate(bus::Output<Lease<Unit>>& onward, GateRoom room) : onward_(onward), room_(room), kept_(room.holding) {}

  void publish(Lease<Unit> unit) override {
    const UnitSpan span = span_of(*unit);
    if (is_whole(*unit)) delivers_.store(true, std::memory_order_relaxed);  // a hint to the control thread: no order
    units_.add();
    switch (state()) {
      case GateState::kShut: keep(std::move(unit), room_.shut); break;
      case GateState::kHolding:
        if (Cut<Unit>::is_after(span, cut_)) keep(std::move(unit), room_.holding);
        poll();
        break;
      case GateState::kOpen: pass_after_cut(std::move(unit), span); break;
      case GateState::kEnding: pass_before_cut(std::move(unit), span); break;
      case GateState::kDone: break;
    }
  }

  /// Opens a gate that holds once the reception before is done. Often, so that nothing waits for this one's next unit.
  void poll() {
    if (state() != GateState::kHolding || (before_ != nullptr && !before_->is_done())) return;
    set(GateState::kOpen);
    while (auto unit = kept_.try_pop()) {
      const UnitSpan span = span_of(**unit);
      pass_after_cut(std::move(*unit), span);
    }
  }

  /// The first reception of a receiver.
  void open() {
    begun_ = true;
    set(GateState::kOpen);
  }
  /// Soon it will hold from a moment that may have passed by then.
  void keep_more() { room_.shut = room_.holding; }
  /// Takes over from `before` (nullptr: from nobody) at `cut`, where that one said that it ends: on the grid only if that is.
  void hold_from(TaiTime cut, const SpliceGate* before) {
    cut_ = cut;
    before_ = before;
    set(GateState::kHolding);
    drop_before_cut();
  }
  /// Ends at `cut`, or at once when nothing has passed lately; returns when it really ends, which is later when units beyond have passed
  /// already.
  [[nodiscard]] TaiTime end_at(TaiTime cut) {
    cut_ = Cut<Unit>::on_grid(cut);
    const UnitSpan next = {.start = last_end_, .length = last_length_};
    const bool silent = !any_passed_ || cut_ - last_end_ > kSilence;
    const bool too_late = !silent && !Cut<Unit>::is_before(next, cut_);
    if (too_late) cut_ = last_end_;
    set(too_late || silent ? GateState::kDone : GateState::kEnding);
    return cut_;
  }
  /// Ends now.
  void finish() {
    set(GateState::kDone);
    while (kept_.try_pop()) {
    }
  }

  [[nodiscard]] GateState state() const { return state_.load(std::memory_order_acquire); }
  /// acquire, pairs with set(): what this gate's worker handed on is before what its successor's will.
  [[nodiscard]] bool is_done() const { return state() == GateState::kDone; }
  /// A whole unit has come.
  [[nodiscard]] bool delivers() const { return delivers_.load(std::memory_order_relaxed); }
  /// That have come, passed on or not.
  [[nodiscard]] uint64_t units() const { return units_.get(); }

 private:
  /// Far more than a live sender's frame is behind.
  static constexpr Duration kSilence = std::chrono::milliseconds{250};
  /// Media time was set back rather than the sender slow.
  static constexpr Duration kClockStep = std::chrono::seconds{2};

  void set(GateState state) { state_.store(state, std::memory_order_release); }  // pairs with is_done()'s acquire

  void pass(Lease<Unit> unit, const UnitSpan& span) {
    any_passed_ = true;
    last_end_ = span.end();
    last_length_ = span.length;
    onward_.publish(std::move(unit));
  }

  /// A new sender that is slower than the old one was still brings what that one has brought.
  void pass_after_cut(Lease<Unit> unit, const UnitSpan& span) {
    if (begun_ || Cut<Unit>::is_after(span, cut_) || cut_ - span.start > kClockStep) {
      begun_ = true;
      pass(std::move(unit), span);
    }
  }

  void pass_before_cut(Lease<Unit> unit, const UnitSpan& span) {
    const bool before = Cut<Unit>::is_before(span, cut_);
    if (before) pass(std::move(unit), span);
    const UnitSpan next = {.start = span.end(), .length = span.length};
    if (!before || !Cut<Unit>::is_before(next, cut_)) set(GateState::kDone);
  }

  void keep(Lease<Unit> unit, size_t most) {
    while (kept_.size() >= most) (void)kept_.try_pop();
    (void)kept_.try_push(std::move(unit));
  }

  void drop_before_cut() {
    for (size_t left = kept_.size(); left > 0; --left) {
      std::optional<Lease<Unit>> unit = kept_.try_pop();
      if (unit && Cut<Unit>::is_after(span_of(**unit), cut_)) (void)kept_.try_push(std::move(*unit));
    }
  }

  bus::Output<Lease<Unit>>& onward_;
  GateRoom room_;
  std::atomic<GateState> state_{GateState::kShut};
  std::atomic<bool> delivers_{false};
  Counter units_;
  SpscRing<Lease<Unit>> kept_;  // one thread: a queue that does not allocate
  TaiTime cut_;
  const SpliceGate* before_ = nullptr;
  bool begun_ = false;  ///< units from the cut on have come
  bool any_passed_ = false;
  TaiTime last_end_;
  Duration last_length_{0};
};

}  // namespace cw::app
