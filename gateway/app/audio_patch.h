// The audio inputs of a channel: a ring for every track and the receivers that it plays, as the config has them and, since then, as a
// controller has mapped them (IS-08).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "gateway/app/receiver_unit.h"
#include "gateway/bridge/channel.h"
#include "gateway/core/error.h"

namespace cw::app {

/// One channel of a track; IS-08's output and its route.
struct AudioPatchRoute {
  size_t track = 0;
  uint32_t track_channel = 0;
  ReceiverUnit* receiver = nullptr;  ///< nullptr: silence
  uint16_t receiver_channel = 0;
};

/// Control thread.
class AudioPatch {
 public:
  explicit AudioPatch(const config::ChannelConfig& config);

  /// One per track, for the channel to be made with.
  [[nodiscard]] std::vector<SpscRing<bus::AudioLease>*> rings() const;
  /// False: the receiver feeds too many channels.
  [[nodiscard]] bool connect(ReceiverUnit& receiver);
  void disconnect(ReceiverUnit& receiver);

  /// Makes sure that the route's receiver is there to be heard; nothing changes on air.
  [[nodiscard]] Expected<void> prepare(const AudioPatchRoute& route);
  /// Prepared before; heard from apply() on.
  void set(const AudioPatchRoute& route);
  /// All tracks play what is set from the sample at `from` on.
  void apply(bridge::Channel& channel, TaiTime from);
  /// Lets go of receivers that nothing is heard of since a second.
  void drop_unused(bridge::Channel& channel, TaiTime now, const std::vector<std::unique_ptr<ReceiverUnit>>& receivers);

 private:
  struct Input {
    std::string receiver;
    size_t track;
    std::unique_ptr<SpscRing<bus::AudioLease>> ring;
    std::optional<TaiTime> unused_since{};  ///< nullopt: it is heard, or the config's own
  };
  [[nodiscard]] Input* find(size_t track, const std::string& receiver);
  [[nodiscard]] bool is_heard(const Input& input) const;
  [[nodiscard]] bool is_configured(size_t input) const { return input < tracks_.size(); }

  std::vector<Input> inputs_;  ///< the first ones are the config's, one per track
  std::vector<bridge::TrackRoute> tracks_;
};

}  // namespace cw::app
