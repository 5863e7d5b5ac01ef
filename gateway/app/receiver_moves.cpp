#include "gateway/app/receiver_moves.h"

#include <algorithm>

namespace cw::app {
namespace {

/// Where no picture sets the grid: blocks of 1 ms.
constexpr FrameRate kBlocks = FrameRate::hz(1000);

}  // namespace

void ReceiverMoves::add(std::span<Switchable* const> group, TaiTime now) {
  ++last_group_;
  for (Switchable* one : group) {
    const auto under_way = std::ranges::find(moves_, one, &Move::one);
    if (under_way != moves_.end() && under_way->committed) {
      under_way->next_group = last_group_;
      continue;
    }
    forget(*one);
    moves_.push_back({.one = one, .group = last_group_, .begun = now, .ready = {}});
  }
}

void ReceiverMoves::forget(const Switchable& one) {
  std::erase_if(moves_, [&](const Move& move) { return move.one == &one; });
}

void ReceiverMoves::step(TaiTime now) {
  follow_clock(now);
  note_ready(now);
  commit_due(now);
  complete(now);
  std::erase_if(moves_, [](const Move& move) { return move.done; });
}

/// Set back, it would make everybody wait until it has caught up.
void ReceiverMoves::follow_clock(TaiTime now) {
  for (Move& move : moves_) {
    move.begun = std::min(move.begun, now);
    if (move.ready) move.ready = std::min(*move.ready, now);
  }
}

void ReceiverMoves::note_ready(TaiTime now) {
  for (Move& move : moves_) {
    if (!move.committed && !move.ready && move.one->is_ready()) move.ready = now;
  }
}

bool ReceiverMoves::is_due(const Move& move, TaiTime now) const {
  if (now - move.begun >= kPatience) return true;
  if (!move.ready) return false;
  if (now - *move.ready >= kTogether) return true;
  return std::ranges::all_of(moves_, [&](const Move& other) {
    if (other.next_group == move.group) return false;
    return other.group != move.group || other.ready || other.committed || now - other.begun >= kPatience;
  });
}

void ReceiverMoves::commit_due(TaiTime now) {
  for (Move& move : moves_) {
    if (move.committed || !is_due(move, now)) continue;
    const TaiTime cut = cut_of(move.group, now);
    // All of the group that can go, go at this very moment.
    for (Move& other : moves_) {
      const bool goes = other.group == move.group && !other.committed && (other.ready || is_due(other, now));
      if (!goes) continue;
      other.committed = true;
      other.one->commit(cut);
    }
  }
}

TaiTime ReceiverMoves::cut_of(uint64_t group, TaiTime now) const {
  FrameRate rate = kBlocks;
  for (const Move& move : moves_) {
    const auto frames = move.group == group ? move.one->frame_rate() : std::nullopt;
    if (frames && frames->period() > rate.period()) rate = *frames;
  }
  return rate.time_of(rate.index_at(now + kNotice) + 1);
}

void ReceiverMoves::complete(TaiTime now) {
  for (Move& move : moves_) {
    if (!move.committed) continue;
    const MoveState state = move.one->complete(now);
    move.done = state == MoveState::kDone;
    if (state == MoveState::kAgain) {
      const uint64_t group = move.next_group != 0 ? move.next_group : ++last_group_;
      move = {.one = move.one, .group = group, .begun = now, .ready = {}};
    }
  }
}

}  // namespace cw::app
