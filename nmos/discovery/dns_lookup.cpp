#include "nmos/discovery/dns_lookup.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <random>

namespace cw::nmos {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPatience{1000};
constexpr std::chrono::milliseconds kStopCheck{100};
constexpr int kRounds = 2;
constexpr size_t kMaxMessage = 65535;
constexpr uint8_t kNoError = 0;
constexpr uint8_t kNoSuchName = 3;

struct Server {
  sockaddr_storage address{};
  socklen_t size = 0;
};

std::optional<Server> to_server(const std::string& text, uint16_t port) {
  Server server;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&server.address, &v4, sizeof v4);
    server.size = sizeof v4;
  } else if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&server.address, &v6, sizeof v6);
    server.size = sizeof v6;
  } else {
    return std::nullopt;
  }
  return server;
}

/// One conversation with a server. Each step fails at the deadline, at a stop, and when the server refuses.
class Conversation {
 public:
  Conversation(const Server& server, int kind, std::stop_token stop)
      : fd_(socket(server.address.ss_family, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
        deadline_(Clock::now() + kPatience),
        stop_(std::move(stop)) {
    const int result = connect(fd_, reinterpret_cast<const sockaddr*>(&server.address), server.size);
    connected_ = result == 0 || errno == EINPROGRESS;
  }
  ~Conversation() {
    if (fd_ >= 0) close(fd_);
  }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  bool send(Bytes octets) {
    while (!octets.empty()) {
      if (!wait(POLLOUT)) return false;
      const ssize_t sent = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      octets = octets.subspan(static_cast<size_t>(sent));
    }
    return true;
  }

  /// What one read brings, `capacity` octets at most; empty: failed.
  std::vector<uint8_t> receive(size_t capacity) {
    if (!wait(POLLIN)) return {};
    std::vector<uint8_t> octets(capacity);
    const ssize_t got = recv(fd_, octets.data(), octets.size(), 0);
    octets.resize(got > 0 ? static_cast<size_t>(got) : 0);
    return octets;
  }

  /// Exactly so many of a stream; fewer: failed.
  std::vector<uint8_t> receive_exactly(size_t count) {
    std::vector<uint8_t> octets;
    while (octets.size() < count) {
      const auto more = receive(count - octets.size());
      if (more.empty()) break;
      octets.insert(octets.end(), more.begin(), more.end());
    }
    return octets;
  }

 private:
  bool wait(int16_t events) {
    while (connected_ && !stop_.stop_requested()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
      if (left <= std::chrono::milliseconds::zero()) return false;
      pollfd waiting{.fd = fd_, .events = events, .revents = 0};
      if (poll(&waiting, 1, static_cast<int>(std::min(left, kStopCheck).count())) > 0) return true;
    }
    return false;
  }

  int fd_;
  Clock::time_point deadline_;
  std::stop_token stop_;
  bool connected_ = false;
};

/// The reply with that number; what others send in between is passed over.
std::optional<DnsReply> ask_by_datagram(const Server& server, Bytes question, uint16_t id,
                                        const std::stop_token& stop) {
  Conversation conversation(server, SOCK_DGRAM, stop);
  if (!conversation.send(question)) return std::nullopt;
  while (true) {
    const auto octets = conversation.receive(kMaxMessage);
    if (octets.empty()) return std::nullopt;
    auto reply = parse_reply(octets);
    if (reply && reply->id == id) return std::move(*reply);
  }
}

std::optional<DnsReply> ask_by_stream(const Server& server, Bytes question, uint16_t id, const std::stop_token& stop) {
  Conversation conversation(server, SOCK_STREAM, stop);
  std::vector<uint8_t> framed(2);
  store_be16(framed.data(), static_cast<uint16_t>(question.size()));
  framed.insert(framed.end(), question.begin(), question.end());
  if (!conversation.send(framed)) return std::nullopt;
  const auto length = conversation.receive_exactly(2);
  if (length.size() != 2) return std::nullopt;
  const size_t size = load_be16(length.data());
  const auto octets = conversation.receive_exactly(size);
  auto reply = parse_reply(octets);
  if (octets.size() != size || !reply || reply->id != id || reply->truncated) return std::nullopt;
  return std::move(*reply);
}

class SocketLookup final : public DnsLookup {
 public:
  SocketLookup(std::vector<std::string> servers, uint16_t port) : names_(std::move(servers)) {
    for (const std::string& name : names_) {
      if (auto server = to_server(name, port)) servers_.push_back(*server);
    }
  }

  Expected<std::vector<DnsRecord>> ask(const DnsName& name, DnsType type, std::stop_token stop) override {
    if (const auto possible = make_question(0, name, type); !possible) return std::unexpected(possible.error());
    for (int round = 0; round < kRounds; ++round) {
      for (const Server& server : servers_) {
        if (auto records = ask_server(server, name, type, stop)) return std::move(*records);
        if (stop.stop_requested()) return host_error("given up");
      }
    }
    return host_error(
        fmt::format("none of the name servers ({}) answers a question for {}", fmt::join(names_, ", "), to_text(name)));
  }

 private:
  /// Nullopt: silence, or a refusal.
  std::optional<std::vector<DnsRecord>> ask_server(const Server& server, const DnsName& name, DnsType type,
                                                   const std::stop_token& stop) {
    // Not to be guessed by others, who could answer in the server's place.
    const auto id = static_cast<uint16_t>(random_());
    const auto question = make_question(id, name, type);
    if (!question) return std::nullopt;
    auto reply = ask_by_datagram(server, *question, id, stop);
    if (reply && reply->truncated) reply = ask_by_stream(server, *question, id, stop);
    if (!reply || (reply->code != kNoError && reply->code != kNoSuchName)) return std::nullopt;
    return std::move(reply->records);
  }

  std::vector<std::string> names_;
  std::vector<Server> servers_;
  std::random_device random_;
};

}  // namespace

std::unique_ptr<DnsLookup> make_dns_lookup(std::vector<std::string> servers, uint16_t port) {
  return std::make_unique<SocketLookup>(std::move(servers), port);
}

}  // namespace cw::nmos
