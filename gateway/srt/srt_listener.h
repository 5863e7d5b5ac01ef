// Waits for clients on one UDP port. Who may come in is decided while the handshake runs (libsrt's listen callback, on libsrt's
// thread): required stream id, number of clients; libsrt itself turns away a wrong passphrase, which shows as a handshake that never
// became a connection.
#pragma once

#include <memory>

#include "gateway/srt/peer_source.h"

namespace cw::srt {

class SrtListener final : public PeerSource {
 public:
  [[nodiscard]] static Expected<std::unique_ptr<SrtListener>> create(const SrtConfig& config);
  ~SrtListener() override;
  [[nodiscard]] SrtSocket poll(Clock::time_point now, size_t connected) override;
  void add_to(SrtStatistics& statistics) const override;

 private:
  class Gate;
  SrtListener(const SrtConfig& config, SrtSocket socket);
  std::string id_;
  std::unique_ptr<Gate> gate_;
  SrtSocket socket_;  // closed before gate_ goes: the callback uses it
  uint64_t accepted_ = 0;
};

}  // namespace cw::srt
