// Last stage towards SRT peers: takes the transport stream in chunks of seven packets and sends each to every peer, in live mode.
// As listener it serves many clients, each on its own; as caller it keeps one connection up, with back-off. It has its own thread;
// nothing a peer does reaches the multiplexer or another peer.
#pragma once

#include <memory>

#include "gateway/bus/output.h"
#include "gateway/core/error.h"
#include "gateway/core/media_clock.h"
#include "gateway/srt/srt_config.h"

namespace cw::srt {

class SrtSender final : public bus::Output<bus::MuxedChunk> {
 public:
  /// Checks the config, binds the port (listener) and starts the thread. `clock` must outlive it; chunks are due by it.
  /// Errors: kInput for a bad config, kHost when the port is taken or the address is not local; the text names it.
  [[nodiscard]] static Expected<std::unique_ptr<SrtSender>> create(const SrtConfig& config, const MediaClock& clock);
  ~SrtSender() override;
  SrtSender(const SrtSender&) = delete;
  SrtSender& operator=(const SrtSender&) = delete;

  /// One thread at a time; never blocks. The chunk leaves when `due` has come, or at once when that is past or beyond reason.
  /// When the queue is full the chunk is dropped and counted.
  void publish(bus::MuxedChunk chunk) override;
  /// Closes every connection, within 100 ms or so. Idempotent; not from publish()'s thread while it publishes.
  void stop();
  /// Any thread. Figures of clients are refreshed four times a second.
  [[nodiscard]] SrtStatistics statistics() const;

 private:
  class Worker;
  explicit SrtSender(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace cw::srt
