// Emit: frames from the bus → packetizer → one or two legs. Sends what is due and no more (ST 2110-21 schedule of the packetizer);
// after a stall it continues with the next frame, without a burst and without a wait.
#pragma once

#include <array>
#include <chrono>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "gateway/app/agent.h"
#include "gateway/app/emit_leg.h"
#include "gateway/core/counters.h"
#include "gateway/core/set_back.h"
#include "gateway/core/spsc_ring.h"

namespace cw::app {

struct EmitStatistics {
  Counter frames;          ///< frames or blocks begun
  Counter refused_frames;  ///< the format differs from the sender's
  Counter stalled_frames;  ///< given up because their time had passed, or the clock was set back
  Counter packets;         ///< RTP packets made (each goes to every leg)
  Gauge lateness_max_ns;   ///< worst delay of a packet behind its schedule
};

template <typename Packetizer, typename L>
class EmitAgent final : public Agent {
 public:
  /// `stall`: how far behind its schedule a packet may still go out.
  EmitAgent(Packetizer packetizer, Duration stall, size_t queue_frames)
      : packetizer_(std::move(packetizer)), stall_(stall), input_(queue_frames) {}

  /// Before the agent is given to its worker.
  void add_leg(const EmitLegConfig& config) {
    legs_[leg_count_++].emplace(config);
    sends_ = sends_ || config.enabled;
  }
  /// Between cycles. The legs send to other places from the next frame on, or not at all; the stream's numbering goes on. As many and in the
  /// same order as they were added.
  void retarget(std::span<const EmitLegConfig> legs) {
    for (size_t i = 0; i < leg_count_ && i < legs.size(); ++i) next_legs_[i] = legs[i];
    retargeted_ = true;
    if (!packetizer_.next_due()) take_new_targets();
  }
  /// While no worker has the agent: the same targets from the queues of another worker.
  void rebind(std::span<const EmitLegConfig> legs) {
    for (size_t i = 0; i < leg_count_ && i < legs.size(); ++i) next_legs_[i] = legs[i];
    take_new_targets();
  }
  [[nodiscard]] SpscRing<L>& input() { return input_; }
  [[nodiscard]] const EmitStatistics& statistics() const { return statistics_; }
  [[nodiscard]] std::span<const std::optional<EmitLeg>> legs() const { return std::span(legs_).first(leg_count_); }
  [[nodiscard]] const Packetizer& packetizer() const { return packetizer_; }
  /// After the worker has let go of the agent: returns lent buffers.
  void give_back() {
    for (size_t i = 0; i < leg_count_; ++i) legs_[i]->give_back();
  }

  Work do_work(TaiTime now) override {
    if (set_back_.noticed(now)) forget();
    Work work;
    bool rests = false;
    for (size_t made = 0; made < kMaxBurst; ++made) {
      const std::optional<TaiTime> due = next_due(now);
      rests = !due || *due - now > kRest;
      if (!due) break;
      if (*due > now) {
        work.next = *due;
        break;
      }
      if ((now - *due).count() > statistics_.lateness_max_ns.get())
        statistics_.lateness_max_ns.set((now - *due).count());
      send_one(now);
      work.done = true;
    }
    // Hundreds of senders that each keep a burst would leave the port none to lend.
    for (size_t i = 0; i < leg_count_; ++i) rests ? legs_[i]->give_back() : legs_[i]->flush();
    return work;
  }

 private:
  /// Sources make their frames at most a period ahead; later than this was made by a time that is no longer in force.
  static constexpr Duration kFarAhead = std::chrono::seconds(2);
  /// Nothing to send for longer than this: the buffers are better in others' hands.
  static constexpr Duration kRest = std::chrono::milliseconds(1);

  /// What was made for the time before a step back of the clock is not for now.
  void forget() {
    if (packetizer_.next_due()) {
      packetizer_.skip_frame();
      statistics_.stalled_frames.add();
    }
    while (input_.try_pop()) statistics_.stalled_frames.add();
  }

  /// The time of the next packet that is still worth sending; takes new frames as needed.
  std::optional<TaiTime> next_due(TaiTime now) {
    while (true) {
      if (const std::optional<TaiTime> due = packetizer_.next_due()) {
        if (now - *due <= stall_ && *due - now <= kFarAhead) return due;
        packetizer_.skip_frame();
        statistics_.stalled_frames.add();
        continue;
      }
      if (retargeted_) take_new_targets();
      auto frame = input_.try_pop();
      if (!frame) return std::nullopt;
      if (!sends_) continue;
      statistics_.frames.add();
      if (!packetizer_.begin(std::move(*frame))) statistics_.refused_frames.add();
    }
  }

  /// At the end of a frame.
  void take_new_targets() {
    retargeted_ = false;
    sends_ = false;
    for (size_t i = 0; i < leg_count_; ++i) {
      legs_[i]->retarget(next_legs_[i]);
      sends_ = sends_ || next_legs_[i].enabled;
    }
  }

  /// Writes one RTP packet into the first leg that can take it and copies it to the others. A leg without buffers or without a
  /// resolved next hop loses its packets alone.
  void send_one(TaiTime now) {
    MutableBytes written;
    for (size_t i = 0; i < leg_count_; ++i) {
      const MutableBytes room = legs_[i]->begin_packet(now);
      if (room.empty()) continue;
      if (written.empty()) {
        written = room.first(packetizer_.write_next(room));
      } else {
        std::memcpy(room.data(), written.data(), written.size());
      }
      legs_[i]->finish_packet(written.size());
    }
    if (written.empty()) packetizer_.write_next(scratch_);  // no leg can send: the stream's numbering goes on
    statistics_.packets.add();
  }

  Packetizer packetizer_;
  Duration stall_;
  SpscRing<L> input_;
  std::array<std::optional<EmitLeg>, kLegCount> legs_;
  size_t leg_count_ = 0;
  std::array<EmitLegConfig, kLegCount> next_legs_;  // what retarget() wants
  bool retargeted_ = false;
  bool sends_ = false;  // some leg is enabled; else frames are taken and dropped
  SetBack set_back_;
  EmitStatistics statistics_;
  std::array<uint8_t, 9000> scratch_{};
};

}  // namespace cw::app
