// The whole gateway, as the picture in the README draws it: clock, engine, sources → senders, receivers → channels → outputs. Built from
// a Config and changed to follow a new one without touching what did not change.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "config/config.h"
#include "config/diff.h"
#include "gateway/app/channel_unit.h"
#include "gateway/app/clock/clock_unit.h"
#include "gateway/app/engine.h"
#include "gateway/app/receiver_moves.h"
#include "gateway/app/receiver_unit.h"
#include "gateway/app/sender_unit.h"
#include "gateway/app/source_unit.h"
#include "gateway/core/error.h"
#include "nmos/equipment.h"
#include "ptp/clock/host_clock.h"

namespace cw::app {

/// What status and metrics see: the units at one moment. Hold it only while reading.
struct GatewayView {
  const config::Config& config;
  const ClockUnit& clock_unit;
  const ptp::HostClock& clock;
  const Engine& engine;
  const std::vector<std::unique_ptr<SourceUnit>>& sources;
  const std::vector<std::unique_ptr<SenderUnit>>& senders;
  const std::vector<std::unique_ptr<ReceiverUnit>>& receivers;
  const std::vector<std::unique_ptr<ChannelUnit>>& channels;
};

/// create, start, apply and stop on the control thread; read from any.
class Gateway {
 public:
  /// `config`: receivers resolved (resolve_receivers).
  [[nodiscard]] static Expected<std::unique_ptr<Gateway>> create(config::Config config);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  [[nodiscard]] Expected<void> start();
  /// Drains and ends everything.
  void stop();

  /// Follows a new config (SIGHUP): objects that did not change run on; what failed is tried again by the next call. Returns one sentence
  /// for everything that failed or waits for a restart; empty when all is in effect.
  [[nodiscard]] std::vector<std::string> apply(const config::Config& wanted);

  /// IS-05 activations, in the words of nmos/equipment.h; any thread. Receivers come back while they still move: the old sender stays on
  /// air until the new one takes over at a frame boundary, together with the others of the same call.
  [[nodiscard]] std::vector<Expected<void>> activate(std::span<const nmos::SenderActivation> activations);
  [[nodiscard]] std::vector<Expected<void>> activate(std::span<const nmos::ReceiverActivation> activations);
  /// Whether receiver `id` could take this format.
  [[nodiscard]] Expected<void> accepts(const std::string& id, const sdp::St2110Media& media) const;

  /// IS-08: which channel of which audio receiver goes to which channel of a track ("<channel>-audio"); all or nothing.
  [[nodiscard]] Expected<void> route(std::span<const nmos::AudioRoute> routes);
  /// IS-09; what needs a restart is logged.
  void follow_ptp(std::optional<uint8_t> domain, std::optional<uint8_t> announce_timeout);

  /// Calls `reader` with the units while no reload can change them.
  template <typename Reader>
  auto read(Reader&& reader) const {
    const std::scoped_lock lock(mutex_);
    return reader(GatewayView{config_, *clock_, clock(), *engine_, sources_, senders_, receivers_, channels_});
  }
  [[nodiscard]] const ptp::HostClock& clock() const { return clock_->clock(); }

 private:
  explicit Gateway(config::Config config) : config_(std::move(config)) {}
  Expected<void> add_source(const config::SourceConfig& source);
  Expected<void> add_sender(const config::SenderConfig& sender);
  Expected<void> add_receiver(const config::ReceiverConfig& receiver);
  Expected<void> add_channel(const config::ChannelConfig& channel);
  void remove_sender(const std::string& id);
  void remove_source(const std::string& id);
  void remove_receiver(const std::string& id);
  void remove_channel(const std::string& id);
  [[nodiscard]] Expected<bool> move_receiver(const nmos::ReceiverActivation& activation);
  [[nodiscard]] Expected<void> patch(std::span<const nmos::AudioRoute> routes);
  void forget_routes(const config::Config& wanted, const config::ConfigDiff& change);
  void restore_routes(const config::ChannelConfig& channel);
  void run_moves(const std::stop_token& stop);
  void end_moves();
  void keep_activations(const config::Config& wanted, const config::ConfigDiff& change);
  [[nodiscard]] size_t frames_held_by_channels(const config::ReceiverConfig& receiver) const;

  void remove_gone(const config::ConfigDiff& change);
  void add_missing(const config::Config& wanted, std::vector<std::string>& complaints);
  void change_outputs(const config::Config& wanted, const config::ConfigDiff& change,
                      std::vector<std::string>& complaints);

  mutable std::mutex mutex_;
  config::Config config_;
  std::unique_ptr<ClockUnit> clock_;
  std::unique_ptr<Engine> engine_;
  std::vector<std::unique_ptr<SourceUnit>> sources_;
  std::vector<std::unique_ptr<SenderUnit>> senders_;
  std::vector<std::unique_ptr<ReceiverUnit>> receivers_;
  std::vector<std::unique_ptr<ChannelUnit>> channels_;
  /// Of senders that a reload made anew for their source's sake.
  std::map<std::string, nmos::SenderActivation> sender_activations_;
  std::map<std::pair<std::string, uint32_t>, nmos::AudioRoute> audio_routes_;  ///< by output and its channel
  ReceiverMoves moves_;
  std::condition_variable_any moves_begun_;
  std::jthread moves_thread_;  ///< from the first activation on; last: ends before what it uses
};

}  // namespace cw::app
