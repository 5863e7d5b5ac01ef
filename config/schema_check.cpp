#include "config/schema_check.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "config/fault_words.h"

namespace cw::config {
namespace {

using nlohmann::json;
using JsonAdapter = valijson::adapters::NlohmannJsonAdapter;

const valijson::Schema& compiled_schema() {
  static const std::unique_ptr<const valijson::Schema> kSchema = [] {
    auto schema = std::make_unique<valijson::Schema>();
    valijson::SchemaParser().populateSchema(JsonAdapter(schema_document()), *schema);
    return schema;
  }();
  return *kSchema;
}

/// "<root>", "[senders]", "[0]" to the bare tokens.
std::vector<std::string> tokens_of(const std::vector<std::string>& context) {
  std::vector<std::string> tokens;
  for (size_t i = 1; i < context.size(); ++i) tokens.push_back(context[i].substr(1, context[i].size() - 2));
  return tokens;
}

}  // namespace

const json& schema_document() {
  static const json kDocument = json::parse(schema_text());
  return kDocument;
}

std::vector<ConfigFault> check_schema(const json& document) {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  std::vector<ConfigFault> faults;
  if (validator.validate(compiled_schema(), JsonAdapter(document), &results)) return faults;
  for (const auto& result : results) {
    for (ConfigFault& fault : reword(schema_document(), document, tokens_of(result.context), result.description)) {
      if (std::ranges::find(faults, fault) == faults.end()) faults.push_back(std::move(fault));
    }
  }
  // Never let a document through because its fault could not be worded.
  if (faults.empty()) faults.push_back({"", "does not follow config/schema/causeway.schema.json"});
  return faults;
}

}  // namespace cw::config
