#include "nmos/discovery/multicast_dns.h"

#include <avahi-client/client.h>
#include <avahi-common/error.h>
#include <avahi-common/simple-watch.h>
#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "gateway/core/log.h"
#include "nmos/discovery/avahi_advert.h"
#include "nmos/discovery/avahi_browse.h"

namespace cw::nmos {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kStepMs = 200;
constexpr std::chrono::seconds kRetry{5};

/// One connection to avahi-daemon, from the attempt until it fails.
class Session {
 public:
  Session(const std::vector<std::string>& types, ServiceTable& table) : types_(types), table_(table) {
    poll_ = avahi_simple_poll_new();
    int error = 0;
    // With AVAHI_CLIENT_NO_FAIL it waits on the D-Bus for a daemon that is not running yet.
    client_ = avahi_client_new(avahi_simple_poll_get(poll_), AVAHI_CLIENT_NO_FAIL, &Session::on_state, this, &error);
    if (client_ == nullptr) fail(error);
  }
  ~Session() {
    leave();
    if (client_ != nullptr) avahi_client_free(client_);
    avahi_simple_poll_free(poll_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] bool connected() const { return state_ == AVAHI_CLIENT_S_RUNNING; }

  /// Waits for events, 200 ms at most.
  void step(const std::optional<NodeAdvert>& advert) {
    if (connected()) {
      join();
      advert_->show(advert);
      for (const auto& browse : browses_) browse->step(Clock::now());
    } else {
      leave();
    }
    if (avahi_simple_poll_iterate(poll_, kStepMs) != 0) fail(AVAHI_ERR_DISCONNECTED);
    for (const auto& browse : browses_) {
      if (browse->failed()) fail(avahi_client_errno(client_));
    }
  }

 private:
  static void on_state(AvahiClient* client, AvahiClientState state, void* self) {
    auto& session = *static_cast<Session*>(self);
    session.state_ = state;
    if (state == AVAHI_CLIENT_FAILURE) session.fail(avahi_client_errno(client));
  }

  void fail(int error) {
    failed_ = true;
    reason_ = avahi_strerror(error);
  }

  void join() {
    if (advert_) return;
    advert_ = std::make_unique<AvahiAdvert>(client_);
    for (const std::string& type : types_) {
      browses_.push_back(std::make_unique<AvahiBrowse>(client_, type, [this, type](std::vector<Service> services) {
        table_.replace(Origin::kMulticast, type, std::move(services));
      }));
    }
  }

  /// What the daemon told is not true any more without it.
  void leave() {
    if (!advert_) return;
    browses_.clear();
    advert_.reset();
    for (const std::string& type : types_) table_.replace(Origin::kMulticast, type, {});
  }

  const std::vector<std::string>& types_;
  ServiceTable& table_;
  AvahiSimplePoll* poll_ = nullptr;
  AvahiClient* client_ = nullptr;
  AvahiClientState state_ = AVAHI_CLIENT_CONNECTING;
  bool failed_ = false;
  std::string reason_;
  std::unique_ptr<AvahiAdvert> advert_;
  std::vector<std::unique_ptr<AvahiBrowse>> browses_;
};

}  // namespace

class MulticastDns::Worker {
 public:
  Worker(std::vector<std::string> types, ServiceTable& table) : types_(std::move(types)), table_(table) {}

  void start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    pthread_setname_np(thread_.native_handle(), "nmos-mdns");
  }

  void show(std::optional<NodeAdvert> advert) {
    const std::scoped_lock lock(mutex_);
    advert_ = std::move(advert);
  }

  void stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      Session session(types_, table_);
      const auto begin = Clock::now();
      while (!session.failed() && !stop.stop_requested()) {
        session.step(wanted());
        if (session.connected()) {
          tell(true, {});
        } else if (Clock::now() - begin > kRetry) {
          tell(false, "it does not run");
        }
      }
      if (session.failed()) tell(false, session.reason());
      std::unique_lock lock(mutex_);
      (void)condition_.wait_for(lock, stop, kRetry, [] { return false; });
    }
  }

  void tell(bool present, const std::string& reason) {
    if (std::exchange(told_, present) == present) return;
    if (present) {
      log_info("nmos", "mDNS is there (avahi-daemon)");
    } else {
      log_warning("nmos", "no mDNS: nothing is found or advertised by multicast until avahi-daemon runs",
                  {{"reason", reason}});
    }
  }

  std::optional<NodeAdvert> wanted() {
    const std::scoped_lock lock(mutex_);
    return advert_;
  }

  std::vector<std::string> types_;
  ServiceTable& table_;
  std::optional<bool> told_;
  std::mutex mutex_;
  std::condition_variable_any condition_;
  std::optional<NodeAdvert> advert_;
  std::jthread thread_;
};

MulticastDns::MulticastDns(std::vector<std::string> types, ServiceTable& table)
    : worker_(std::make_unique<Worker>(std::move(types), table)) {}
MulticastDns::~MulticastDns() = default;
void MulticastDns::start() { worker_->start(); }
void MulticastDns::show(std::optional<NodeAdvert> advert) { worker_->show(std::move(advert)); }
void MulticastDns::stop() { worker_->stop(); }

}  // namespace cw::nmos
