// A plain libsrt peer for tests: receives live-mode messages on a thread of its own, as client or as the listener that a caller finds.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <srt/srt.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cw::test {

inline sockaddr_in loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A UDP port that was free a moment ago.
inline uint16_t free_udp_port() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
  ::close(fd);
  return bound ? ntohs(address.sin_port) : uint16_t{0};
}

/// Waits until `condition` holds; false when it does not within `limit`.
inline bool eventually(const std::function<bool()>& condition,
                       std::chrono::milliseconds limit = std::chrono::seconds(10)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return condition();
}

class SrtTestClient {
 public:
  struct Options {
    uint16_t port = 0;
    std::string passphrase;
    std::string stream_id;
    bool listens = false;  ///< waits for the caller under test
  };

  explicit SrtTestClient(const Options& options) {
    srt_startup();
    socket_ = create(options);
    sockaddr_in address = loopback(options.port);
    const auto* to = reinterpret_cast<const sockaddr*>(&address);
    if (options.listens) {
      good_ = srt_bind(socket_, to, sizeof address) != SRT_ERROR && srt_listen(socket_, 1) != SRT_ERROR;
    } else {
      good_ = srt_connect(socket_, to, sizeof address) != SRT_ERROR;
      if (!good_) reject_reason_ = srt_getrejectreason(socket_);
    }
    if (good_) thread_ = std::thread([this, listens = options.listens] { run(listens); });
  }
  ~SrtTestClient() {
    leave();
    srt_cleanup();
  }
  SrtTestClient(const SrtTestClient&) = delete;
  SrtTestClient& operator=(const SrtTestClient&) = delete;

  void leave() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    if (socket_ != SRT_INVALID_SOCK) srt_close(socket_);
    socket_ = SRT_INVALID_SOCK;
  }
  /// Connected (client) or waiting (listener).
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] int reject_reason() const { return reject_reason_; }
  [[nodiscard]] size_t count() const {
    const std::scoped_lock lock(mutex_);
    return messages_.size();
  }
  [[nodiscard]] std::vector<std::vector<uint8_t>> messages() const {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }
  /// As the peer gave it (listener).
  [[nodiscard]] std::string peer_stream_id() const {
    const std::scoped_lock lock(mutex_);
    return peer_stream_id_;
  }

 private:
  static SRTSOCKET create(const Options& options) {
    const SRTSOCKET socket = srt_create_socket();
    const int live = SRTT_LIVE;
    srt_setsockflag(socket, SRTO_TRANSTYPE, &live, sizeof live);
    constexpr int kReceiveTimeoutMs = 50;
    srt_setsockflag(socket, SRTO_RCVTIMEO, &kReceiveTimeoutMs, sizeof kReceiveTimeoutMs);
    if (options.listens) {
      constexpr bool kBlock = false;
      srt_setsockflag(socket, SRTO_RCVSYN, &kBlock, sizeof kBlock);
    }
    if (!options.passphrase.empty()) {
      srt_setsockflag(socket, SRTO_PASSPHRASE, options.passphrase.data(), static_cast<int>(options.passphrase.size()));
    }
    if (!options.stream_id.empty()) {
      srt_setsockflag(socket, SRTO_STREAMID, options.stream_id.data(), static_cast<int>(options.stream_id.size()));
    }
    return socket;
  }

  void run(bool listens) {
    SRTSOCKET from = socket_;
    if (listens) {
      while (!stopping_ && (from = srt_accept(socket_, nullptr, nullptr)) == SRT_INVALID_SOCK) pause();
      if (stopping_) return;
      char id[513];
      int length = sizeof id;
      srt_getsockflag(from, SRTO_STREAMID, id, &length);
      const std::scoped_lock lock(mutex_);
      peer_stream_id_.assign(id, static_cast<size_t>(length));
    }
    while (!stopping_ && receive(from)) {
    }
    if (listens) srt_close(from);
  }

  bool receive(SRTSOCKET from) {
    char buffer[2048];
    const int size = srt_recvmsg(from, buffer, sizeof buffer);
    if (size == SRT_ERROR) {
      const int error = srt_getlasterror(nullptr);
      if (error == SRT_EASYNCRCV) pause();
      return error == SRT_EASYNCRCV || error == SRT_ETIMEOUT;
    }
    const std::scoped_lock lock(mutex_);
    messages_.emplace_back(buffer, buffer + size);
    return true;
  }

  static void pause() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

  SRTSOCKET socket_ = SRT_INVALID_SOCK;
  bool good_ = false;
  int reject_reason_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<std::vector<uint8_t>> messages_;
  std::string peer_stream_id_;
  std::thread thread_;
};

}  // namespace cw::test
