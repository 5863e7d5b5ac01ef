#include "gateway/srt/srt_sender.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "gateway/core/counters.h"
#include "gateway/core/log.h"
#include "gateway/core/spsc_ring.h"
#include "gateway/srt/config_check.h"
#include "gateway/srt/pacing.h"
#include "gateway/srt/srt_caller.h"
#include "gateway/srt/srt_listener.h"
#include "gateway/srt/srt_peer.h"

namespace cw::srt {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kConnectionCheck{10};
constexpr std::chrono::milliseconds kStatisticsInterval{250};

// Wakes the sending thread. A write that fails (the counter is full) means that it is awake already.
class WakeUp {
 public:
  WakeUp() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~WakeUp() { ::close(fd_); }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  void notify() const {
    constexpr uint64_t kOne = 1;
    [[maybe_unused]] const ssize_t written = ::write(fd_, &kOne, sizeof kOne);
  }
  void wait(Duration limit) const {
    pollfd event{.fd = fd_, .events = POLLIN, .revents = 0};
    const timespec timeout{.tv_sec = 0, .tv_nsec = limit.count()};
    if (::ppoll(&event, 1, &timeout, nullptr) <= 0) return;
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(fd_, &count, sizeof count);
  }

 private:
  int fd_;
};

}  // namespace

class SrtSender::Worker {
 public:
  Worker(const SrtConfig& config, std::unique_ptr<PeerSource> source, const MediaClock& clock)
      : id_(config.id), clock_(clock), ring_(config.queue_chunks), source_(std::move(source)) {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "cw-srt");
  }
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void publish(bus::MuxedChunk chunk) {
    if (chunk.data.empty() || chunk.data.size() > kPayloadOctets || !ring_.try_push(std::move(chunk))) {
      chunks_dropped_.add();
      return;
    }
    wake_up_.notify();
  }

  void stop() {
    stopping_.store(true, std::memory_order_relaxed);  // nothing else is handed over with it
    wake_up_.notify();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] SrtStatistics statistics() const {
    SrtStatistics copy;
    {
      const std::scoped_lock lock(statistics_mutex_);
      copy = statistics_;
    }
    copy.chunks_dropped = chunks_dropped_.get();
    return copy;
  }

 private:
  void run() {
    Duration idle = kConnectionCheck;
    while (!stopping_.load(std::memory_order_relaxed)) {
      wake_up_.wait(idle);
      const Clock::time_point now = Clock::now();
      if (now >= next_check_) {
        next_check_ = now + kConnectionCheck;
        check_connections(now);
      }
      idle = std::min<Duration>(send_due(now), kConnectionCheck);
      if (now >= next_statistics_) refresh_statistics(now);
    }
    peers_.clear();
    source_.reset();
    const std::scoped_lock lock(statistics_mutex_);
    statistics_.clients.clear();
    statistics_.connected = false;
  }

  void check_connections(Clock::time_point now) {
    const size_t before = peers_.size();
    std::erase_if(peers_, [this](const SrtPeer& peer) {
      if (peer.alive()) return false;
      ++own_.clients_lost;
      log_info("srt", "peer gone", {{"output", id_}, {"peer", peer.identity().peer}, {"reason", peer.end_reason()}});
      return true;
    });
    bool changed = peers_.size() != before;
    for (;;) {
      SrtSocket socket = source_->poll(now, peers_.size());
      if (!socket.open()) break;
      peers_.emplace_back(std::move(socket), clock_.now());
      changed = true;
      const SrtClientStatistics& who = peers_.back().identity();
      log_info("srt", "peer connected", {{"output", id_}, {"peer", who.peer}, {"stream_id", who.stream_id}});
    }
    if (changed) refresh_statistics(now);
  }

  // Sends what is due; returns how long the next chunk has to wait.
  Duration send_due(Clock::time_point now) {
    const TaiTime tai = clock_.now();
    for (;;) {
      if (!next_) next_ = ring_.try_pop();
      if (!next_) return kConnectionCheck;
      const Duration wait = time_to_wait(next_->due, tai);
      if (wait > Duration::zero()) return wait;
      ++own_.chunks;
      if (peers_.empty()) ++own_.chunks_unsent;
      for (SrtPeer& peer : peers_) peer.send(next_->data, now);
      next_.reset();
    }
  }

  void refresh_statistics(Clock::time_point now) {
    next_statistics_ = now + kStatisticsInterval;
    SrtStatistics fresh = own_;
    fresh.connected = !peers_.empty();
    for (const SrtPeer& peer : peers_) fresh.clients.push_back(peer.statistics());
    source_->add_to(fresh);
    const std::scoped_lock lock(statistics_mutex_);
    statistics_ = std::move(fresh);
  }

  const std::string id_;
  const MediaClock& clock_;
  SpscRing<bus::MuxedChunk> ring_;
  WakeUp wake_up_;
  std::atomic<bool> stopping_{false};
  Counter chunks_dropped_;  // publish()'s thread
  // The sending thread's own.
  std::unique_ptr<PeerSource> source_;
  std::vector<SrtPeer> peers_;
  std::optional<bus::MuxedChunk> next_;  // popped, waits until it is due
  SrtStatistics own_;
  Clock::time_point next_check_{};
  Clock::time_point next_statistics_{};
  // Snapshot for everyone.
  mutable std::mutex statistics_mutex_;
  SrtStatistics statistics_;
  std::thread thread_;
};

SrtSender::SrtSender(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
SrtSender::~SrtSender() = default;

Expected<std::unique_ptr<SrtSender>> SrtSender::create(const SrtConfig& config, const MediaClock& clock) {
  if (auto checked = check_config(config); !checked) return std::unexpected(checked.error());
  std::unique_ptr<PeerSource> source;
  if (config.mode == SrtMode::kListener) {
    auto listener = SrtListener::create(config);
    if (!listener) return std::unexpected(listener.error());
    source = std::move(*listener);
  } else {
    auto caller = SrtCaller::create(config);
    if (!caller) return std::unexpected(caller.error());
    source = std::move(*caller);
  }
  return std::unique_ptr<SrtSender>(new SrtSender(std::make_unique<Worker>(config, std::move(source), clock)));
}

void SrtSender::publish(bus::MuxedChunk chunk) { worker_->publish(std::move(chunk)); }
void SrtSender::stop() { worker_->stop(); }
SrtStatistics SrtSender::statistics() const { return worker_->statistics(); }

}  // namespace cw::srt
