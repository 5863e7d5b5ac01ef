#include "gateway/app/daemon.h"

#include <fmt/core.h>
#include <signal.h>
#include <systemd/sd-daemon.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "config/loader.h"
#include "gateway/app/gateway.h"
#include "gateway/app/nmos/nmos_unit.h"
#include "gateway/app/sdp_binding.h"
#include "gateway/app/web_api.h"
#include "gateway/core/log.h"
#include "gateway/web/http_server.h"

namespace cw::app {
namespace {

constexpr timespec kWatchdogInterval{.tv_sec = 0, .tv_nsec = 500'000'000};

sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

std::vector<config::ConfigFault> load(const std::filesystem::path& file, config::Config* config) {
  auto loaded = config::load_config_file(file);
  if (!loaded) return std::move(loaded.error());
  *config = std::move(*loaded);
  return resolve_receivers(*config);
}

int refuse(const Error& error) {
  log_error("causeway", error.message);
  return static_cast<int>(error.fault);
}

/// A bad file changes nothing: all of it is checked before anything is touched.
void reload(Gateway& gateway, const std::filesystem::path& file) {
  sd_notify(0, fmt::format("RELOADING=1\nMONOTONIC_USEC={}", std::chrono::duration_cast<std::chrono::microseconds>(
                                                                 std::chrono::steady_clock::now().time_since_epoch())
                                                                 .count())
                   .c_str());
  config::Config wanted;
  if (const auto faults = load(file, &wanted); !faults.empty()) {
    log_error("reload", "the config has faults; the running one stays in effect",
              {{"faults", config::to_text(faults)}});
  } else {
    for (const std::string& complaint : gateway.apply(wanted)) log_warning("reload", complaint);
    log_info("reload", "done", {{"file", file.string()}});
  }
  sd_notify(0, "READY=1");
}

/// The NMOS node comes after the web server, which shows its status, and goes before it.
class NodeSlot {
 public:
  Expected<void> start(Gateway& gateway, const config::NmosConfig& config) {
    auto unit = NmosUnit::create(gateway, config);
    if (!unit) return std::unexpected(unit.error());
    (*unit)->start();
    const std::scoped_lock lock(mutex_);
    unit_ = std::move(*unit);
    return {};
  }
  void stop() {
    std::unique_ptr<NmosUnit> unit;
    {
      const std::scoped_lock lock(mutex_);
      unit = std::move(unit_);
    }
    if (unit) unit->stop();
  }
  [[nodiscard]] std::optional<NmosStatus> status() const {
    const std::scoped_lock lock(mutex_);
    return unit_ ? std::optional(unit_->status()) : std::nullopt;
  }

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<NmosUnit> unit_;
};

/// Returns at SIGTERM or SIGINT.
void serve_signals(Gateway& gateway, const std::filesystem::path& file) {
  const sigset_t signals = handled_signals();
  while (true) {
    const int signal = sigtimedwait(&signals, nullptr, &kWatchdogInterval);
    sd_notify(0, "WATCHDOG=1");
    if (signal == SIGHUP) reload(gateway, file);
    if (signal == SIGTERM || signal == SIGINT) return;
  }
}

}  // namespace

bool load_and_resolve(const std::filesystem::path& file, config::Config* config) {
  const auto faults = load(file, config);
  if (!faults.empty()) fmt::print(stderr, "{}\n", config::to_text(faults));
  return faults.empty();
}

int run_daemon(const std::filesystem::path& config_file) {
  const sigset_t signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // every thread inherits it; serve_signals() takes them
  signal(SIGPIPE, SIG_IGN);
  config::Config config;
  if (!load_and_resolve(config_file, &config)) return static_cast<int>(Fault::kInput);
  const config::WebConfig web = config.web;
  const auto nmos = config.nmos;

  auto gateway = Gateway::create(std::move(config));
  if (!gateway) return refuse(gateway.error());
  NodeSlot node;
  auto server = web::HttpServer::create({.address = web.address, .port = web.port, .threads = 2},
                                        make_router(**gateway, [&node] { return node.status(); }));
  if (!server) return refuse(server.error());
  auto started = (*gateway)->start();
  if (started && nmos) started = node.start(**gateway, *nmos);
  if (!started) {
    (*server)->stop();
    return refuse(started.error());
  }
  sd_notify(0, "READY=1");
  log_info("causeway", "running", {{"web", fmt::format("http://{}:{}/", web.address, (*server)->port())}});

  serve_signals(**gateway, config_file);
  sd_notify(0, "STOPPING=1");
  log_info("causeway", "stopping");
  node.stop();
  (*gateway)->stop();
  (*server)->stop();
  log_info("causeway", "stopped");
  return 0;
}

}  // namespace cw::app
