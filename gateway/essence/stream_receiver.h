// The full chain of one receiver, up to two legs: datagram → RtpView → LegMerger → MediaTimeMapper → Assembler → bus.
//
//   StreamReceiver<AudioAssembler> receiver(config, std::move(assembler));
//   receiver.on_datagram(Leg::kRed, datagram);   // for each; then once a cycle
//   receiver.poll(now);
#pragma once

#include <memory>
#include <utility>

#include "gateway/essence/stream_intake.h"

namespace cw::essence {

/// One thread (the packet worker), but for snapshot() and the statistics. Assembler: VideoAssembler, AudioAssembler, AncAssembler.
template <class Assembler>
class StreamReceiver {
 public:
  StreamReceiver(const StreamReceiverConfig& config, std::unique_ptr<Assembler> assembler)
      : intake_(config), assembler_(std::move(assembler)) {}

  void on_datagram(Leg leg, const UdpDatagram& datagram) {
    const auto taken = intake_.take(leg, datagram);
    if (!taken) return;
    if (taken->restart) assembler_->restart();
    assembler_->on_packet(taken->packet, taken->time, taken->arrival);
  }
  /// Once a cycle: publishes what has waited long enough.
  void poll(TaiTime now) { assembler_->poll(now); }
  /// End of a capture: publishes and counts what is still open.
  void finish() {
    intake_.finish();
    assembler_->flush();
  }

  [[nodiscard]] const rtp::MergeStatistics& legs() const { return intake_.legs(); }
  [[nodiscard]] const rtp::MediaTimeStatistics& media_time() const { return intake_.media_time(); }
  [[nodiscard]] const Assembler& assembler() const { return *assembler_; }
  /// Any thread.
  [[nodiscard]] ReceiverSnapshot snapshot() const { return intake_.snapshot(); }

 private:
  StreamIntake intake_;
  std::unique_ptr<Assembler> assembler_;
};

}  // namespace cw::essence
