#include "gateway/srt/srt_peer.h"

#include "gateway/srt/printable.h"

namespace cw::srt {

SrtPeer::SrtPeer(SrtSocket socket, TaiTime connected_since) : socket_(std::move(socket)) {
  identity_.peer = socket_.peer_name();
  identity_.stream_id = printable(socket_.stream_id());
  identity_.connected_since = connected_since;
  identity_.encrypted = socket_.encrypted();
}

void SrtPeer::send(std::span<const uint8_t> chunk, Clock::time_point now) {
  if (broken_ || too_slow_) return;
  switch (socket_.send(chunk)) {
    case SendResult::kSent: stalled_since_ = {}; break;
    case SendResult::kBroken: broken_ = true; break;
    case SendResult::kNoRoom:
      ++no_room_;
      if (stalled_since_ == Clock::time_point{}) stalled_since_ = now;
      too_slow_ = now - stalled_since_ > kSlowLimit;
      break;
  }
}

bool SrtPeer::alive() const { return !broken_ && !too_slow_ && socket_.state() == SocketState::kConnected; }

SrtClientStatistics SrtPeer::statistics() const {
  SrtClientStatistics result = identity_;
  const SocketFigures figures = socket_.figures();
  result.packets_sent = figures.packets_sent;
  result.bytes_sent = figures.bytes_sent;
  result.packets_retransmitted = figures.packets_retransmitted;
  result.packets_lost = figures.packets_lost;
  result.packets_dropped = figures.packets_dropped + no_room_;
  result.rtt_ms = figures.rtt_ms;
  result.bandwidth_mbps = figures.bandwidth_mbps;
  result.send_rate_mbps = figures.send_rate_mbps;
  return result;
}

}  // namespace cw::srt
