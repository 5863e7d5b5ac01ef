// Resources as IS-04 v1.2 knows them, for requests to /x-nmos/node/v1.2/ and for registries of that version (IS-04 Upgrade Path).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "nmos/model/resource_store.h"

namespace cw::nmos {

/// nullopt: v1.2 has no words for it (senders without a transport file, colour spaces that came later), so it is left out there.
[[nodiscard]] std::optional<nlohmann::json> to_v1_2(const Resource& resource);
/// A device also stops naming the senders that are left out.
[[nodiscard]] std::optional<nlohmann::json> to_v1_2(const Resource& resource, const ResourceStore& store);

}  // namespace cw::nmos
