// The paths and methods of an NMOS API as its published RAML lists them. Reads no more of RAML than those files use.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cw::nmos::test {

struct RamlMethod {
  std::set<int> statuses;        ///< of its responses
  std::filesystem::path schema;  ///< of the body that comes with 200; empty: none is named
};

struct RamlPath {
  std::string path;                           ///< below the version: "", "/single/senders/{senderId}"
  std::map<std::string, RamlMethod> methods;  ///< by "GET"
};

/// In the order of the file: a path comes after the ones that it is below.
[[nodiscard]] std::vector<RamlPath> read_raml(const std::filesystem::path& file);

}  // namespace cw::nmos::test
