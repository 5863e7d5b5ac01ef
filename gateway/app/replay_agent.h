// Sends a capture as if it were live: one CaptureReplay stepped by a packet worker, onto the networks that its flows name.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "gateway/app/agent.h"
#include "gateway/app/network.h"
#include "gateway/app/tx_batch.h"
#include "gateway/core/set_back.h"
#include "gateway/packet_io/pcap/capture_replay.h"

namespace cw::app {

class ReplayAgent final : public Agent {
 public:
  explicit ReplayAgent(std::unique_ptr<packet_io::CaptureReplay> replay) : replay_(std::move(replay)) {}

  /// Before the agent is given to worker 0 (which owns the networks' address resolution).
  void add_network(Network& network) {
    networks_[index_of(network.leg())] = &network;
    batches_[index_of(network.leg())].emplace(network.port().sink(0));
  }
  /// After the worker has let go of the agent.
  void give_back();

  Work do_work(TaiTime now) override;

  [[nodiscard]] const packet_io::CaptureReplay& replay() const { return *replay_; }
  [[nodiscard]] uint64_t unresolved() const { return unresolved_.get(); }

 private:
  static constexpr Duration kStall = std::chrono::milliseconds(50);
  static constexpr size_t kLargestFrameBytes = 9'022;  ///< jumbo frame with a VLAN tag
  void send_one(TaiTime now);

  std::unique_ptr<packet_io::CaptureReplay> replay_;
  std::array<Network*, kLegCount> networks_{};
  std::array<std::optional<TxBatch>, kLegCount> batches_;
  bool started_ = false;
  SetBack set_back_;
  Counter unresolved_;
  std::array<uint8_t, kLargestFrameBytes> unsent_{};  ///< where packets go that no port can take
};

}  // namespace cw::app
