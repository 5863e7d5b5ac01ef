// A registration agent among fake registries, driven through time that a test moves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nmos/registration/registration_agent.h"
#include "tests/unit/nmos/registration/fake_registry.h"

namespace cw::test {

class RegistrationBench {
 public:
  explicit RegistrationBench(nmos::RegistrationConfig config = {}) : sut(store, std::move(config)) {
    put(nmos::ResourceType::kNode, "n");
    put(nmos::ResourceType::kDevice, "d");
    put(nmos::ResourceType::kSource, "so");
    put(nmos::ResourceType::kFlow, "f");
    put(nmos::ResourceType::kSender, "se");
    put(nmos::ResourceType::kReceiver, "r");
  }

  void put(nmos::ResourceType type, const std::string& id, const std::string& label = "") {
    store.put(type, {{"id", id}, {"label", label}}, TaiTime::from_ns(++versions_));
  }
  /// Registries "http://<name>/x-nmos/registration/v1.3" of these names, in that order.
  void show(const std::vector<std::string>& names, const std::string& version = "v1.3") {
    std::vector<nmos::ApiEndpoint> endpoints;
    for (const std::string& name : names) {
      registries[name];
      endpoints.push_back(
          {.url = "http://" + name + "/x-nmos/registration/" + version, .version = version, .priority = 0});
    }
    sut.set_registries(std::move(endpoints), now);
  }
  FakeRegistry& registry(const std::string& name) { return registries[name]; }

  /// Answers everything that is asked within that time; a request takes `delay`, a silent one as long as it may.
  void run_for(Duration length) {
    for (const nmos::Instant end = now + length; now < end; now += step) {
      while (now < end) {
        const auto request = sut.next(now);
        if (!request) break;
        requests.push_back(*request);
        const nmos::HttpResult result = registries[host_of(request->url)].answer(*request);
        sent_at[host_of(request->url)].push_back(now);
        now += result ? delay : request->connect_limit;
        sut.answered(now, result);
      }
    }
  }
  [[nodiscard]] nmos::RegistrationState state() const { return sut.status().state; }

  static std::string host_of(const std::string& url) { return url.substr(7, url.find('/', 7) - 7); }

  nmos::ResourceStore store;
  nmos::RegistrationAgent sut;
  nmos::Instant now = nmos::Instant(std::chrono::hours(1));
  Duration step = std::chrono::milliseconds(10);
  Duration delay = std::chrono::milliseconds(1);
  std::map<std::string, FakeRegistry> registries;
  std::vector<nmos::HttpRequest> requests;
  std::map<std::string, std::vector<nmos::Instant>> sent_at;

 private:
  int64_t versions_ = 0;
};

}  // namespace cw::test
