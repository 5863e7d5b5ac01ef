// A description to resources in the store: what is new or differs gets a new version, what is no longer described goes.
#pragma once

#include "nmos/model/resource_parts.h"
#include "nmos/model/resource_store.h"

namespace cw::nmos {

/// Every resource of the node, in the order of registration, without versions. Senders and receivers are inactive: show_subscription()
/// tells otherwise.
[[nodiscard]] std::vector<Resource> build_resources(const BuildContext& context);

/// Makes the store hold exactly these. The version of a receiver's capabilities rises only when they differ (BCP-004-01).
void update_store(ResourceStore& store, std::vector<Resource> resources, TaiTime now);

}  // namespace cw::nmos
