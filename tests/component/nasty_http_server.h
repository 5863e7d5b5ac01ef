// An HTTP server that says on each connection exactly what a test wants, wrong or right.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cw::test {

/// The server's end of a connection.
class ServedConnection {
 public:
  ServedConnection(int fd, const std::stop_token& stop) : fd_(fd), stop_(stop) {}

  /// False: the client has gone.
  bool send(std::string_view text) const {
    while (!text.empty() && !stop_.stop_requested()) {
      pollfd waiting{.fd = fd_, .events = POLLOUT, .revents = 0};
      if (poll(&waiting, 1, 20) == 0) continue;
      const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<size_t>(sent));
    }
    return text.empty();
  }
  /// A request with its body; empty: the client has gone.
  [[nodiscard]] std::string receive() const {
    std::string text;
    while (!stop_.stop_requested() && !is_whole(text)) {
      pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
      if (poll(&waiting, 1, 20) == 0) continue;
      char buffer[4096];
      const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
      if (got <= 0) return {};
      text.append(buffer, static_cast<size_t>(got));
    }
    return text;
  }
  /// Returns early when the server stops.
  void wait(std::chrono::milliseconds length) const {
    const auto end = std::chrono::steady_clock::now() + length;
    while (!stop_.stop_requested() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  [[nodiscard]] bool stopping() const { return stop_.stop_requested(); }

 private:
  static bool is_whole(const std::string& text) {
    const size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const size_t at = text.find("Content-Length: ");
    const size_t length = at < end ? std::stoul(text.substr(at + 16)) : 0;
    return text.size() >= end + 4 + length;
  }

  int fd_;
  const std::stop_token& stop_;
};

class NastyHttpServer {
 public:
  using Serve = std::function<void(const ServedConnection& connection)>;

  explicit NastyHttpServer(Serve serve)
      : serve_(std::move(serve)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    socklen_t size = sizeof address;
    bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
    listen(listener_, 8);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~NastyHttpServer() {
    thread_.request_stop();
    thread_.join();
    close(listener_);
  }
  NastyHttpServer(const NastyHttpServer&) = delete;
  NastyHttpServer& operator=(const NastyHttpServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path = "/", const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port_) + path;
  }
  /// Addresses of the clients, one per connection.
  [[nodiscard]] std::vector<std::string> clients() const {
    const std::scoped_lock lock(mutex_);
    return clients_;
  }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
      if (poll(&waiting, 1, 20) == 0) continue;
      sockaddr_in peer{};
      socklen_t size = sizeof peer;
      const int fd = accept4(listener_, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC);
      {
        const std::scoped_lock lock(mutex_);
        char text[INET_ADDRSTRLEN]{};
        clients_.emplace_back(inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text));
      }
      serve_(ServedConnection(fd, stop));
      close(fd);
    }
  }

  Serve serve_;
  int listener_;
  uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> clients_;
  std::jthread thread_;
};

}  // namespace cw::test
