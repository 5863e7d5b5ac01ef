// Asks a node by all methods at every path that the published RAML of an API has, for every id that the node lists, and holds what it
// answers against the RAML and the schemas. Faults are failures of the running test.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/unit/nmos/raml.h"
#include "tests/unit/nmos/reply.h"

namespace cw::nmos::test {

struct PublishedApi {
  const char* raml;
  const char* root;
};

inline constexpr std::array kPublishedApis{
    PublishedApi{"is-04/APIs/NodeAPI.raml", "/x-nmos/node/v1.3"},
    PublishedApi{"is-04/APIs/NodeAPI.raml", "/x-nmos/node/v1.2"},
    PublishedApi{"is-05/APIs/ConnectionAPI.raml", "/x-nmos/connection/v1.1"},
    PublishedApi{"is-05/APIs/ConnectionAPI.raml", "/x-nmos/connection/v1.0"},
    PublishedApi{"is-08/APIs/ChannelMappingAPI.raml", "/x-nmos/channelmapping/v1.0"}};

/// Method, path, body.
using Ask = std::function<Reply(const std::string&, const std::string&, const std::string&)>;

class RamlWalk {
 public:
  RamlWalk(Ask ask, const std::filesystem::path& schemas, const PublishedApi& api);
  void run();

 private:
  [[nodiscard]] Reply get(const std::string& path) const { return ask_("GET", path, ""); }
  /// With each name that the node lists in place of braces.
  [[nodiscard]] std::vector<std::string> concrete_paths(const std::string& pattern) const;
  void check(const RamlPath& path, const std::string& concrete) const;
  void check_get(const RamlPath& path, const std::string& concrete) const;
  void check_listing(const RamlPath& path, const nlohmann::json& body) const;
  void check_options(const RamlPath& path, const std::string& concrete) const;
  void check_not_allowed(const char* method, const std::string& concrete) const;
  void check_bad_request(const char* method, const RamlMethod& published, const std::string& concrete) const;
  void check_error(const Reply& reply) const;

  Ask ask_;
  std::filesystem::path error_schema_;
  PublishedApi api_;
  std::vector<RamlPath> paths_;
};

}  // namespace cw::nmos::test
