// Holds JSON against a schema of the shared folder (draft 4, with references to sibling files).
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace cw::nmos::test {

/// What does not follow the schema, empty when all does. `schema` is the path of its file.
[[nodiscard]] std::string schema_faults(const std::filesystem::path& schema, const nlohmann::json& document);

}  // namespace cw::nmos::test
