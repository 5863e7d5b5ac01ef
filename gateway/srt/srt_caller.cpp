#include "gateway/srt/srt_caller.h"

#include "gateway/core/log.h"

namespace cw::srt {

Expected<std::unique_ptr<SrtCaller>> SrtCaller::create(const SrtConfig& config) {
  if (auto trial = SrtSocket::create(config); !trial) return std::unexpected(trial.error());
  return std::unique_ptr<SrtCaller>(new SrtCaller(config));
}

SrtSocket SrtCaller::poll(Clock::time_point now, size_t connected) {
  if (connected > 0) return {};
  if (connected_) on_loss(now);
  if (attempt_.open()) return check_attempt(now);
  if (lookup_) {
    if (!lookup_->done()) return {};
    const auto address = lookup_->result();
    lookup_.reset();
    if (address) {
      connect_to(*address, now);
    } else {
      on_failure("the name " + config_.address + " cannot be resolved", now);
    }
    return {};
  }
  if (now >= next_attempt_) begin(now);
  return {};
}

void SrtCaller::begin(Clock::time_point now) {
  ++attempts_;
  if (const auto address = parse_address(config_.address, config_.port)) {
    connect_to(*address, now);
  } else {
    lookup_.emplace(config_.address, config_.port);
  }
}

void SrtCaller::connect_to(const SocketAddress& address, Clock::time_point now) {
  auto socket = SrtSocket::create(config_);
  if (!socket) return on_failure(socket.error().message, now);
  if (!socket->connect(address)) return on_failure("the connection cannot be started", now);
  attempt_ = std::move(*socket);
}

SrtSocket SrtCaller::check_attempt(Clock::time_point now) {
  switch (attempt_.state()) {
    case SocketState::kConnecting: return {};
    case SocketState::kBroken: on_failure(attempt_.reject_reason(), now); return {};
    case SocketState::kConnected: break;
  }
  connected_ = true;
  connected_at_ = now;
  last_failure_.clear();
  return std::exchange(attempt_, SrtSocket{});
}

void SrtCaller::on_loss(Clock::time_point now) {
  connected_ = false;
  if (now - connected_at_ >= kHeld) back_off_.reset();
  next_attempt_ = now + back_off_.next();
}

void SrtCaller::on_failure(const std::string& reason, Clock::time_point now) {
  ++failures_;
  attempt_.close();
  const BackOff::Milliseconds wait = back_off_.next();
  next_attempt_ = now + wait;
  if (reason == last_failure_) return;
  last_failure_ = reason;
  log_warning(
      "srt", "cannot connect; keeps trying",
      {{"output", config_.id}, {"peer", config_.address + ":" + std::to_string(config_.port)}, {"reason", reason}});
}

void SrtCaller::add_to(SrtStatistics& statistics) const {
  statistics.connect_attempts = attempts_;
  statistics.connect_failures = failures_;
}

}  // namespace cw::srt
