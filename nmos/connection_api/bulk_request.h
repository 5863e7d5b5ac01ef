// The body of POST /bulk/senders and /bulk/receivers by its schema, the content of "params" apart, which each item answers for. Private to
// nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.h"

namespace cw::nmos {

struct BulkItem {
  std::string id;
  nlohmann::json params;
};

[[nodiscard]] Expected<std::vector<BulkItem>> read_bulk_request(std::string_view body);

}  // namespace cw::nmos
