// Owns one libsrt socket, non-blocking, in live mode. Keeps libsrt's header out of everything else's.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "gateway/core/error.h"
#include "gateway/srt/socket_address.h"
#include "gateway/srt/srt_config.h"

namespace cw::srt {

/// Seven TS packets: what live mode carries in one datagram.
inline constexpr size_t kPayloadOctets = 1316;

/// Starts libsrt once per process, whoever comes first; it stays up until the process ends. Any thread.
void start_library();

enum class SocketState : uint8_t { kConnecting, kConnected, kBroken };
enum class SendResult : uint8_t { kSent, kNoRoom, kBroken };

struct SocketFigures {
  uint64_t packets_sent = 0;
  uint64_t bytes_sent = 0;
  uint64_t packets_retransmitted = 0;
  uint64_t packets_lost = 0;
  uint64_t packets_dropped = 0;
  double rtt_ms = 0;
  double bandwidth_mbps = 0;
  double send_rate_mbps = 0;
};

class SrtSocket {
 public:
  SrtSocket() = default;
  /// Takes over a socket of libsrt's.
  explicit SrtSocket(int handle) : handle_(handle) {}
  SrtSocket(SrtSocket&& other) noexcept : handle_(std::exchange(other.handle_, kNone)) {}
  SrtSocket& operator=(SrtSocket&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~SrtSocket() { close(); }
  SrtSocket(const SrtSocket&) = delete;
  SrtSocket& operator=(const SrtSocket&) = delete;

  /// A new socket with the config's latency, encryption, bandwidth and IP options set. kInput when libsrt refuses one.
  [[nodiscard]] static Expected<SrtSocket> create(const SrtConfig& config);

  /// kHost when the port is taken, needs a privilege, or the address is not this machine's.
  [[nodiscard]] Expected<void> bind_and_listen(const SrtConfig& config, const SocketAddress& address);
  /// Begins to connect; state() tells how it goes. False when it cannot even begin.
  [[nodiscard]] bool connect(const SocketAddress& address);
  /// An accepted client; not open() when none waits.
  [[nodiscard]] SrtSocket accept();

  [[nodiscard]] SendResult send(std::span<const uint8_t> payload);
  [[nodiscard]] SocketState state() const;
  /// Why the peer or the library refused the connection, in words.
  [[nodiscard]] std::string reject_reason() const;
  [[nodiscard]] SocketFigures figures() const;
  [[nodiscard]] std::string stream_id() const;
  [[nodiscard]] std::string peer_name() const;
  [[nodiscard]] bool encrypted() const;
  [[nodiscard]] bool open() const { return handle_ != kNone; }
  [[nodiscard]] int handle() const { return handle_; }
  void close();

 private:
  static constexpr int kNone = -1;
  int handle_ = kNone;
};

}  // namespace cw::srt
