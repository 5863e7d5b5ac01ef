#include "gateway/srt/srt_listener.h"

#include <srt/access_control.h>
#include <srt/srt.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "gateway/core/log.h"
#include "gateway/srt/printable.h"

namespace cw::srt {

// Called by libsrt's receiving thread and by the sending thread.
class SrtListener::Gate {
 public:
  explicit Gate(const SrtConfig& config)
      : id_(config.id), required_stream_id_(config.stream_id), max_clients_(config.max_clients) {}

  // One call for every handshake that asks for a connection; `socket` is the one it will have.
  static int on_handshake(void* opaque, SRTSOCKET socket, int /*version*/, const sockaddr* peer,
                          const char* stream_id) {
    auto* gate = static_cast<Gate*>(opaque);
    const int refusal = gate->examine(socket, to_text(peer), stream_id == nullptr ? "" : stream_id);
    if (refusal == 0) return 0;
    srt_setrejectreason(socket, refusal);
    return -1;
  }

  void on_accepted(int socket) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(pending_, [socket](const Pending& pending) { return pending.socket == socket; });
  }

  // What was let in but has not become a connection was turned away by libsrt.
  void expire(Clock::time_point now, size_t connected) {
    const std::scoped_lock lock(mutex_);
    connected_ = connected;
    std::erase_if(pending_, [this, now](const Pending& pending) {
      if (now - pending.since < kHandshakeLimit) return false;
      reject(pending.peer, "passphrase or encryption differs, or the handshake was not finished", now);
      return true;
    });
  }

  [[nodiscard]] uint64_t rejected() const {
    const std::scoped_lock lock(mutex_);
    return rejected_;
  }

 private:
  struct Pending {
    int socket;
    std::string peer;
    Clock::time_point since;
  };
  static constexpr std::chrono::milliseconds kHandshakeLimit{1000};
  static constexpr std::chrono::seconds kLogInterval{1};  // strangers must not be able to flood the log
  static constexpr size_t kMaxPending = 64;

  int examine(SRTSOCKET socket, std::string peer, std::string_view stream_id) {
    const Clock::time_point now = Clock::now();
    const std::scoped_lock lock(mutex_);
    if (!required_stream_id_.empty() && stream_id != required_stream_id_) {
      reject(peer, "stream id \"" + printable(stream_id) + "\" is not the required one", now);
      return SRT_REJX_FORBIDDEN;
    }
    if (connected_ + pending_.size() >= max_clients_ || pending_.size() >= kMaxPending) {
      reject(peer, "the limit of " + std::to_string(max_clients_) + " clients is reached", now);
      return SRT_REJX_OVERLOAD;
    }
    pending_.push_back({socket, std::move(peer), now});
    return 0;
  }

  void reject(const std::string& peer, const std::string& reason, Clock::time_point now) {
    ++rejected_;
    if (now - last_log_ < kLogInterval) return;
    last_log_ = now;
    log_warning("srt", "client rejected",
                {{"output", id_}, {"peer", peer}, {"reason", reason}, {"rejected", std::to_string(rejected_)}});
  }

  const std::string id_;
  const std::string required_stream_id_;
  const size_t max_clients_;
  mutable std::mutex mutex_;
  std::vector<Pending> pending_;
  size_t connected_ = 0;
  uint64_t rejected_ = 0;
  Clock::time_point last_log_{};
};

SrtListener::SrtListener(const SrtConfig& config, SrtSocket socket)
    : id_(config.id), gate_(std::make_unique<Gate>(config)), socket_(std::move(socket)) {}

SrtListener::~SrtListener() = default;

Expected<std::unique_ptr<SrtListener>> SrtListener::create(const SrtConfig& config) {
  const auto address = parse_address(config.address, config.port);
  if (!address) {
    return input_error(
        "SRT output " + config.id + ": \"" + config.address +
        "\" is not an IPv4 or IPv6 address to listen on; use 127.0.0.1, 0.0.0.0 or one of this machine's");
  }
  auto socket = SrtSocket::create(config);
  if (!socket) return std::unexpected(socket.error());
  std::unique_ptr<SrtListener> listener(new SrtListener(config, std::move(*socket)));
  srt_listen_callback(listener->socket_.handle(), &Gate::on_handshake, listener->gate_.get());
  if (auto listening = listener->socket_.bind_and_listen(config, *address); !listening) {
    return std::unexpected(listening.error());
  }
  return listener;
}

SrtSocket SrtListener::poll(Clock::time_point now, size_t connected) {
  SrtSocket client = socket_.accept();
  if (client.open()) {
    gate_->on_accepted(client.handle());
    ++accepted_;
    ++connected;
  }
  gate_->expire(now, connected);
  return client;
}

void SrtListener::add_to(SrtStatistics& statistics) const {
  statistics.clients_accepted = accepted_;
  statistics.clients_rejected = gate_->rejected();
}

}  // namespace cw::srt
