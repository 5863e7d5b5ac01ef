// A registration API that answers requests by hand, as IS-04 wants it, until a test makes it do otherwise.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "nmos/transport/http_client.h"

namespace cw::test {

class FakeRegistry {
 public:
  /// "POST node n1", "DELETE node n1", "heartbeat n1"
  std::vector<std::string> log;
  std::set<std::string> known;                                                       ///< "node n1"
  std::map<std::string, nlohmann::json> data;                                        ///< by "node n1"
  std::function<std::optional<nmos::HttpResult>(const std::string& entry)> instead;  ///< what it does otherwise

  nmos::HttpResult answer(const nmos::HttpRequest& request) {
    const std::string entry = entry_of(request);
    log.push_back(entry);
    if (instead) {
      if (auto result = instead(entry)) return *result;
    }
    const std::string resource = entry.substr(entry.find(' ') + 1);
    if (entry.starts_with("heartbeat")) return status(known.contains("node " + resource) ? 200 : 404);
    if (entry.starts_with("DELETE")) return remove(resource);
    data[resource] = nlohmann::json::parse(request.body)["data"];
    return status(known.insert(resource).second ? 201 : 200);
  }

  static nmos::HttpResult status(int status) { return nmos::HttpResponse{.status = status, .headers = {}, .body = {}}; }
  static nmos::HttpResult silence() { return host_error("no answer in time"); }
  [[nodiscard]] size_t count(std::string_view entry) const {
    return static_cast<size_t>(std::ranges::count(log, entry));
  }

 private:
  static std::string entry_of(const nmos::HttpRequest& request) {
    const std::string id = request.url.substr(request.url.rfind('/') + 1);
    if (request.url.contains("/health/nodes/")) return "heartbeat " + id;
    if (request.method == "POST") {
      const auto body = nlohmann::json::parse(request.body);
      return "POST " + body["type"].get<std::string>() + " " + body["data"]["id"].get<std::string>();
    }
    const std::string rest = request.url.substr(request.url.find("/resource/") + 10);
    return request.method + " " + rest.substr(0, rest.find('/') - 1) + " " + id;
  }
  nmos::HttpResult remove(const std::string& resource) {
    if (known.erase(resource) == 0) return status(404);
    if (resource.starts_with("node ")) known.clear();
    return status(204);
  }
};

}  // namespace cw::test
