// Hands one stage's frames to every stage that wants them: a ring per consumer, so that a slow one loses only its own.
#pragma once

#include <array>
#include <atomic>
#include <thread>

#include "gateway/bus/output.h"
#include "gateway/core/counters.h"
#include "gateway/core/spsc_ring.h"

namespace cw::app {

/// publish() runs on the producing thread without locks; connect() and disconnect() on the control thread while it runs.
template <typename L>
class FanOut final : public bus::Output<L> {
 public:
  static constexpr size_t kMaxConsumers = 16;

  void publish(L value) override {
    publishing_.store(true, std::memory_order_seq_cst);  // seq_cst with disconnect(): it sees us, or we see its nullptr
    for (auto& consumer : consumers_) {
      SpscRing<L>* ring = consumer.load(std::memory_order_seq_cst);
      if (ring == nullptr) continue;
      L copy = value;
      if (!ring->try_push(std::move(copy))) dropped_.add();
    }
    publishing_.store(false, std::memory_order_release);  // pairs with the acquire in disconnect()
    published_.add();
  }

  /// False when all places are taken. The ring must live until disconnect().
  [[nodiscard]] bool connect(SpscRing<L>& ring) {
    for (auto& consumer : consumers_) {
      SpscRing<L>* expected = nullptr;
      if (consumer.compare_exchange_strong(expected, &ring)) return true;
    }
    return false;
  }

  /// After the return the producer no longer touches the ring.
  void disconnect(SpscRing<L>& ring) {
    for (auto& consumer : consumers_) {
      SpscRing<L>* expected = &ring;
      if (!consumer.compare_exchange_strong(expected, nullptr)) continue;
      while (publishing_.load(std::memory_order_seq_cst)) std::this_thread::yield();
    }
  }

  [[nodiscard]] uint64_t published() const { return published_.get(); }
  /// Frames that some consumer had no room for.
  [[nodiscard]] uint64_t dropped() const { return dropped_.get(); }

 private:
  std::array<std::atomic<SpscRing<L>*>, kMaxConsumers> consumers_{};
  std::atomic<bool> publishing_{false};
  Counter published_;
  Counter dropped_;
};

}  // namespace cw::app
