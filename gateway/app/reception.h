// One sender's flow, on one or two legs, being received for a receiver: joined groups, assembler, and the gate to the receiver's fan-out.
// A receiver that moves to another sender has two for a moment (receiver_unit.h).
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <variant>

#include "config/config.h"
#include "gateway/app/engine.h"
#include "gateway/app/receive_agent.h"
#include "gateway/app/splice_gate.h"
#include "gateway/core/error.h"

namespace cw::app {

/// Assembler, its receiver and its gate; stepped so that hold times run out when packets stay away.
template <typename Assembler, typename Unit>
class ReceptionStream final : public Agent {
 public:
  ReceptionStream(bus::Output<Lease<Unit>>& onward, GateRoom room) : gate(onward, room) {}

  Work do_work(TaiTime now) override {
    if (now >= next_ || next_ - now > kInterval) {  // the clock may have been set back
      receiver->poll(now);
      gate.poll();
      next_ = now + kInterval;
    }
    return Work{.done = false, .next = next_};
  }

  SpliceGate<Unit> gate;
  std::unique_ptr<essence::StreamReceiver<Assembler>> receiver;  ///< set before the stream is stepped

 private:
  static constexpr Duration kInterval = std::chrono::milliseconds(1);
  TaiTime next_;
};

using VideoStream = ReceptionStream<essence::VideoAssembler, bus::VideoFrame>;
using AudioStream = ReceptionStream<essence::AudioAssembler, bus::AudioBlock>;
using AncStream = ReceptionStream<essence::AncAssembler, bus::AncFrame>;

/// Where a receiver's units go; only the one of its essence is used.
struct ReceptionOutputs {
  bus::Output<bus::VideoLease>& video;
  bus::Output<bus::AudioLease>& audio;
  bus::Output<bus::AncLease>& anc;
};

/// Control thread, but for what the streams do.
class Reception {
 public:
  /// `config` has legs and the format of its essence. `consumer_frames` that consumers may hold come on top of the assembler's own; the
  /// frames of `before` are used when they fit. Errors say what is wrong with the config.
  [[nodiscard]] static Expected<std::unique_ptr<Reception>> create(const config::ReceiverConfig& config,
                                                                   size_t consumer_frames, ReceptionOutputs outputs,
                                                                   Engine& engine, const Reception* before);
  ~Reception();
  Reception(const Reception&) = delete;
  Reception& operator=(const Reception&) = delete;

  /// Joins the groups and begins to assemble; the gate stays as it is, shut at first.
  [[nodiscard]] Expected<void> start();
  /// Leaves the groups.
  void stop();

  void open_gate();
  /// Hands over from `before` to this one at `cut`, or a little later when it has passed.
  void take_over(Reception& before, TaiTime cut);
  /// Ends what should have ended: the sender has gone.
  void finish();
  /// Units of this one reach the fan-out.
  [[nodiscard]] bool on_air() const;
  /// A whole frame or block has come.
  [[nodiscard]] bool delivers() const;
  /// That have come.
  [[nodiscard]] uint64_t units() const;

  [[nodiscard]] const config::ReceiverConfig& config() const { return config_; }
  [[nodiscard]] Duration hold() const;
  [[nodiscard]] const rtp::MergeStatistics& legs() const;
  [[nodiscard]] const rtp::MediaTimeStatistics& media_time() const;
  /// nullptr for other essences.
  [[nodiscard]] const VideoReceiver* video_receiver() const;
  [[nodiscard]] const AudioReceiver* audio_receiver() const;
  [[nodiscard]] const AncReceiver* anc_receiver() const;

 private:
  using AnyStream =
      std::variant<std::unique_ptr<VideoStream>, std::unique_ptr<AudioStream>, std::unique_ptr<AncStream>>;

  Reception(config::ReceiverConfig config, Engine& engine) : config_(std::move(config)), engine_(engine) {}
  Expected<void> check_networks() const;
  Expected<void> create_video(size_t consumer_frames, bus::Output<bus::VideoLease>& output, const Reception* before);
  Expected<void> create_audio(bus::Output<bus::AudioLease>& output);
  Expected<void> create_anc(size_t consumer_frames, bus::Output<bus::AncLease>& output);
  void provide_frames(const bus::VideoFormat& format, size_t count, const Reception* before);
  [[nodiscard]] essence::StreamReceiverConfig stream_config(Rate clock, uint32_t packets_per_second) const;
  [[nodiscard]] FlowPlaces::Flows flows() const;
  // These four between cycles: of its worker, and of the one that owns the networks.
  [[nodiscard]] Expected<void> add_flows();
  void remove_flows();
  [[nodiscard]] Expected<void> join();
  void leave();
  /// Its worker speaks IGMP for the networks.
  [[nodiscard]] bool owns_networks() const { return *placed_ == 0; }
  [[nodiscard]] Worker& worker() const { return *engine_.workers()[*placed_]; }
  [[nodiscard]] Agent& agent() const;

  config::ReceiverConfig config_;
  Engine& engine_;
  std::optional<size_t> placed_;            ///< worker that its flows come to
  std::shared_ptr<bus::VideoPool> frames_;  // outlives stream_; shared with the reception before or after
  AnyStream stream_;
  std::array<bool, kLegCount> joined_{};
  bool running_ = false;
};

}  // namespace cw::app
