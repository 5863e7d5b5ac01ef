#include "nmos/connection_api/bulk_request.h"

#include <fmt/format.h>

#include "nmos/http/json_body.h"
#include "nmos/model/identifiers.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

bool is_item(const json& item) {
  if (!item.is_object() || item.size() != 2 || !item.contains("id") || !item.contains("params")) return false;
  return item["id"].is_string() && is_uuid(item["id"].get_ref<const std::string&>()) && item["params"].is_object();
}

}  // namespace

Expected<std::vector<BulkItem>> read_bulk_request(std::string_view body) {
  const auto items = read_json(body);
  if (!items) return std::unexpected(items.error());
  if (!items->is_array()) return input_error("the body has to be an array of {\"id\", \"params\"}");
  std::vector<BulkItem> result;
  for (const json& item : *items) {
    if (!is_item(item)) {
      return input_error(
          fmt::format("item {}: has to be an object with a UUID as \"id\" and an object as \"params\"", result.size()));
    }
    result.push_back({item["id"].get<std::string>(), item["params"]});
  }
  return result;
}

}  // namespace cw::nmos
