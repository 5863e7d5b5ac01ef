#include "nmos/registration/registration.h"

#include <algorithm>
#include <utility>

namespace cw::nmos {
namespace {

ApiWanted wanted_by(const RegistrationSettings& settings) {
  return {.name = "registration", .versions = settings.agent.versions, .seed = settings.seed};
}

Pause wait_on(ResourceStore& store, const RegistrationAgent& agent) {
  return {.sleep = [&store, &agent](Duration limit) { store.wait(agent.sequence(), limit); },
          .wake = [&store] { store.wake(); }};
}

}  // namespace

Expected<std::unique_ptr<Registration>> Registration::create(const RegistrationSurroundings& surroundings,
                                                             RegistrationSettings settings) {
  std::optional<ApiEndpoint> fixed;
  if (!settings.registry.empty()) {
    auto endpoint = fixed_endpoint(settings.registry, wanted_by(settings));
    if (!endpoint) return std::unexpected(std::move(endpoint.error()));
    fixed = std::move(*endpoint);
    settings.agent.settling = {};
  }
  return std::unique_ptr<Registration>(new Registration(surroundings, std::move(settings), std::move(fixed)));
}

Registration::Registration(const RegistrationSurroundings& surroundings, RegistrationSettings settings,
                           std::optional<ApiEndpoint> fixed)
    : surroundings_(surroundings),
      settings_(std::move(settings)),
      fixed_(std::move(fixed)),
      agent_(surroundings.store, settings_.agent),
      peer_(surroundings.store, settings_.peer),
      thread_("nmos-register", *this, surroundings.client, wait_on(surroundings.store, agent_)) {}

Registration::~Registration() { stop(); }

void Registration::start() { thread_.start(); }

void Registration::stop() {
  thread_.stop();
  // Not before: the thread could show it again.
  surroundings_.advertiser.show(std::nullopt);
}

void Registration::set_heartbeat_interval(Duration interval) {
  // One value that stands for itself: no order with other data.
  heartbeat_interval_.store(interval, std::memory_order_relaxed);
  thread_.wake();
}

RegistrationStatus Registration::status() const {
  const std::scoped_lock lock(status_mutex_);
  return status_;
}

std::vector<ApiEndpoint> Registration::known_registries() const {
  if (fixed_) return {*fixed_};
  std::vector<Service> services = surroundings_.directory.services(kRegisterService);
  std::ranges::move(surroundings_.directory.services(kLegacyRegistrationService), std::back_inserter(services));
  return usable_endpoints(services, wanted_by(settings_));
}

std::optional<HttpRequest> Registration::next(Instant now) {
  agent_.set_heartbeat_interval(heartbeat_interval_.load(std::memory_order_relaxed));
  agent_.set_registries(known_registries(), now);
  auto request = agent_.next(now);
  publish(now);
  return request;
}

void Registration::answered(Instant now, const HttpResult& result) {
  agent_.answered(now, result);
  publish(now);
}

Instant Registration::due() const { return std::min(agent_.due(), peer_.due()); }

std::optional<HttpRequest> Registration::farewell() { return agent_.farewell(); }

void Registration::publish(Instant now) {
  const RegistrationStatus& status = agent_.status();
  const bool is_backing_off = status.state == RegistrationState::kBackingOff;
  if (is_backing_off && !std::exchange(was_backing_off_, true)) surroundings_.directory.look_again();
  was_backing_off_ = is_backing_off;
  if (auto advert = peer_.step(status.state, now); advert != shown_) {
    surroundings_.advertiser.show(advert);
    shown_ = std::move(advert);
  }
  const std::scoped_lock lock(status_mutex_);
  status_ = status;
}

}  // namespace cw::nmos
