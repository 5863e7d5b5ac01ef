// Keeps one connection to a peer: connects, and after a failure or a loss tries again with a growing, bounded wait.
#pragma once

#include <memory>
#include <optional>

#include "gateway/srt/back_off.h"
#include "gateway/srt/peer_source.h"

namespace cw::srt {

class SrtCaller final : public PeerSource {
 public:
  /// kInput when libsrt refuses the options. The peer may be absent: that is retried for ever.
  [[nodiscard]] static Expected<std::unique_ptr<SrtCaller>> create(const SrtConfig& config);
  [[nodiscard]] SrtSocket poll(Clock::time_point now, size_t connected) override;
  void add_to(SrtStatistics& statistics) const override;

 private:
  /// A connection that lasted this long makes the next wait short again.
  static constexpr std::chrono::seconds kHeld{5};

  explicit SrtCaller(const SrtConfig& config) : config_(config) {}
  void begin(Clock::time_point now);
  void connect_to(const SocketAddress& address, Clock::time_point now);
  void on_failure(const std::string& reason, Clock::time_point now);
  [[nodiscard]] SrtSocket check_attempt(Clock::time_point now);
  void on_loss(Clock::time_point now);

  SrtConfig config_;
  BackOff back_off_;
  SrtSocket attempt_;                 // connecting
  std::optional<NameLookup> lookup_;  // resolving
  Clock::time_point next_attempt_{};
  Clock::time_point connected_at_{};
  bool connected_ = false;
  std::string last_failure_;  // logged when it changes
  uint64_t attempts_ = 0;
  uint64_t failures_ = 0;
};

}  // namespace cw::srt
