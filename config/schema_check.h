// The document against the published JSON Schema. Private to config.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "config/loader.h"

namespace cw::config {

/// Every fault the schema knows, in words of config/fault_words.h.
[[nodiscard]] std::vector<ConfigFault> check_schema(const nlohmann::json& document);

/// The schema as a document, parsed once.
[[nodiscard]] const nlohmann::json& schema_document();

}  // namespace cw::config
