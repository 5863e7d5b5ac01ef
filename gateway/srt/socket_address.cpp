#include "gateway/srt/socket_address.h"

#include <netdb.h>
#include <netinet/in.h>

#include <array>
#include <atomic>
#include <cstring>
#include <thread>

namespace cw::srt {
namespace {

std::optional<SocketAddress> look_up(const std::string& name, uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found) != 0 || found == nullptr)
    return std::nullopt;
  SocketAddress address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  ::freeaddrinfo(found);
  return address;
}

}  // namespace

struct NameLookup::State {
  std::optional<SocketAddress> result;
  std::atomic<bool> done{false};
};

NameLookup::NameLookup(const std::string& name, uint16_t port) : state_(std::make_shared<State>()) {
  std::thread([state = state_, name, port] {
    state->result = look_up(name, port, AI_ADDRCONFIG);
    state->done.store(true, std::memory_order_release);  // publishes result to done()'s acquire
  }).detach();
}

bool NameLookup::done() const { return state_->done.load(std::memory_order_acquire); }
std::optional<SocketAddress> NameLookup::result() const { return done() ? state_->result : std::nullopt; }

std::optional<SocketAddress> parse_address(const std::string& address, uint16_t port) {
  return look_up(address, port, AI_NUMERICHOST);
}

std::string to_text(const sockaddr* address) {
  if (address == nullptr) return {};
  const bool v6 = address->sa_family == AF_INET6;
  const socklen_t length = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  if (::getnameinfo(address, length, host.data(), host.size(), service.data(), service.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {};
  }
  const std::string name = host.data();
  return (v6 ? "[" + name + "]" : name) + ":" + service.data();
}

}  // namespace cw::srt
