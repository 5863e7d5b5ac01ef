#include "nmos/discovery/directory.h"

#include <utility>

namespace cw::nmos {

void ServiceTable::replace(Origin origin, std::string_view type, std::vector<Service> services) {
  {
    const std::scoped_lock lock(mutex_);
    std::vector<Service>& known = found_[std::string(type)][origin];
    if (known == services) return;
    known = std::move(services);
  }
  if (changed_) changed_();
}

std::vector<Service> ServiceTable::services(std::string_view type) const {
  const std::scoped_lock lock(mutex_);
  const auto found = found_.find(type);
  if (found == found_.end()) return {};
  // In the order of Origin: unicast first.
  for (const auto& [origin, services] : found->second) {
    if (!services.empty()) return services;
  }
  return {};
}

void ServiceTable::look_again() {
  if (look_again_) look_again_();
}

}  // namespace cw::nmos
