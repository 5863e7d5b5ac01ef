// A client that says exactly what a test wants, wrong or right, over a real socket.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace cw::test {

class WebClient {
 public:
  explicit WebClient(uint16_t port, int receive_buffer_bytes = 0)
      : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer_bytes > 0) {
      setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~WebClient() { close(fd_); }
  WebClient(const WebClient&) = delete;
  WebClient& operator=(const WebClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  /// False when the server has closed.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  /// What comes in until the server closes; what has come by then after `timeout` of silence.
  std::string receive_all(std::chrono::milliseconds timeout = std::chrono::seconds{10}) {
    while (receive_some(timeout)) {
    }
    return std::exchange(received_, {});
  }

  /// One response by its Content-Length.
  std::string receive_response(std::chrono::milliseconds timeout = std::chrono::seconds{10}) {
    size_t header_end = std::string::npos;
    while ((header_end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive_some(timeout)) return std::exchange(received_, {});
    }
    size_t length = header_end + 4;
    if (const size_t at = received_.find("Content-Length: "); at < header_end)
      length += std::stoul(received_.substr(at + 16));
    while (received_.size() < length && receive_some(timeout)) {
    }
    std::string response = received_.substr(0, length);
    received_.erase(0, response.size());
    return response;
  }

  /// True when the server has closed the connection or does so within `timeout`.
  bool is_closed(std::chrono::milliseconds timeout) {
    receive_all(timeout);
    return ended_;
  }

 private:
  bool receive_some(std::chrono::milliseconds timeout) {
    pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
    if (ended_ || poll(&waiting, 1, static_cast<int>(timeout.count())) <= 0) return false;
    char buffer[65536];
    const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
    ended_ = got <= 0;
    if (!ended_) received_.append(buffer, static_cast<size_t>(got));
    return !ended_;
  }

  int fd_;
  bool connected_ = false;
  bool ended_ = false;
  std::string received_;
};

}  // namespace cw::test
