#include "nmos/system_api/system_client.h"

#include <array>
#include <string_view>
#include <utility>

namespace cw::nmos {
namespace {

constexpr std::array<std::string_view, 1> kVersions{"v1.0"};

SystemAgent::Follow adapt(SystemClient::Follow follow) {
  return [follow = std::move(follow)](const GlobalConfiguration& configuration) {
    follow(configuration.parameters, configuration.heartbeat_interval);
  };
}

}  // namespace

SystemClient::SystemClient(Directory& directory, HttpClient& client, Follow follow, uint64_t seed)
    : directory_(directory),
      seed_(seed),
      agent_(adapt(std::move(follow))),
      thread_("nmos-system", *this, client, make_pause()) {}

SystemClient::~SystemClient() { stop(); }

SystemStatus SystemClient::status() const {
  const std::scoped_lock lock(status_mutex_);
  return status_;
}

std::optional<HttpRequest> SystemClient::next(Instant now) {
  const ApiWanted wanted{.name = "system", .versions = kVersions, .seed = seed_};
  agent_.set_apis(usable_endpoints(directory_.services(kSystemService), wanted), now);
  return agent_.next(now);
}

void SystemClient::answered(Instant now, const HttpResult& result) {
  agent_.answered(now, result);
  const std::scoped_lock lock(status_mutex_);
  status_ = agent_.status();
}

}  // namespace cw::nmos
