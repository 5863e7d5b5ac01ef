#include "tests/unit/nmos/schema_check.h"

#include <fstream>
#include <map>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace cw::nmos::test {
namespace {

using nlohmann::json;
using JsonAdapter = valijson::adapters::NlohmannJsonAdapter;

json load(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return json::parse(stream);
}

json inlined(const std::filesystem::path& folder, const json& root, const json& schema);

/// "file.json", "file.json#/definitions/x" or "#/definitions/x"
json target_of(const std::filesystem::path& folder, const json& root, const std::string& reference) {
  const size_t hash = std::min(reference.find('#'), reference.size());
  const json document = hash == 0 ? root : load(folder / reference.substr(0, hash));
  const std::string pointer = hash < reference.size() ? reference.substr(hash + 1) : "";
  return inlined(folder, document, document.at(json::json_pointer(pointer)));
}

/// The schema with what it refers to in place of the references.
json inlined(const std::filesystem::path& folder, const json& root, const json& schema) {
  if (schema.is_object() && schema.contains("$ref") && schema["$ref"].is_string()) {
    return target_of(folder, root, schema["$ref"].get<std::string>());
  }
  json result = schema;
  if (result.is_structured()) {
    for (json& child : result) child = inlined(folder, root, json(child));
  }
  return result;
}

const valijson::Schema& compiled(const std::filesystem::path& file) {
  static std::map<std::filesystem::path, std::unique_ptr<valijson::Schema>> cache;
  auto& schema = cache[file];
  if (schema) return *schema;
  schema = std::make_unique<valijson::Schema>();
  const json raw = load(file);
  const json document = inlined(file.parent_path(), raw, raw);
  valijson::SchemaParser(valijson::SchemaParser::kDraft4).populateSchema(JsonAdapter(document), *schema);
  return *schema;
}

}  // namespace

std::string schema_faults(const std::filesystem::path& schema, const json& document) {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(compiled(schema), JsonAdapter(document), &results)) return {};
  std::string faults;
  for (const auto& result : results) {
    for (const std::string& step : result.context) faults += step;
    faults += ": " + result.description + "\n";
  }
  return faults.empty() ? "does not follow the schema" : faults;
}

}  // namespace cw::nmos::test
