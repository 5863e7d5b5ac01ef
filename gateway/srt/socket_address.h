// IPv4 and IPv6 addresses of peers, and the look-up of names without blocking the sending thread.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace cw::srt {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// "address:port" with brackets around IPv6.
[[nodiscard]] std::string to_text(const sockaddr* address);
/// nullopt unless `address` is an IPv4 or IPv6 literal. Does not block.
[[nodiscard]] std::optional<SocketAddress> parse_address(const std::string& address, uint16_t port);

/// Looks a name up on a thread of its own, which may outlive this object: a resolver can take many seconds to give up.
class NameLookup {
 public:
  NameLookup(const std::string& name, uint16_t port);
  [[nodiscard]] bool done() const;
  /// nullopt when the name is unknown; meaningful once done().
  [[nodiscard]] std::optional<SocketAddress> result() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cw::srt
