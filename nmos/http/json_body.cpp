#include "nmos/http/json_body.h"

#include <fmt/format.h>

#include <algorithm>

namespace cw::nmos {
namespace {

/// Brackets that are open at once, those in strings apart.
int nesting_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '[' || c == '{')) {
      deepest = std::max(deepest, ++depth);
    } else if (!in_string && (c == ']' || c == '}')) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Expected<nlohmann::json> read_json(std::string_view body) {
  if (body.empty()) return input_error("the request has no body; it has to be JSON");
  if (nesting_of(body) > kDeepestNesting) {
    return input_error(fmt::format("the body is nested more than {} deep", kDeepestNesting));
  }
  nlohmann::json value = nlohmann::json::parse(body, nullptr, false);
  if (value.is_discarded()) return input_error("the body is not JSON");
  return value;
}

}  // namespace cw::nmos
