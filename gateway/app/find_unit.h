// Units of the gateway by the id of their config.
#pragma once

#include <algorithm>
#include <string>

namespace cw::app {

/// nullptr: there is none.
template <typename Units>
auto* find_unit(const Units& units, const std::string& id) {
  const auto found = std::ranges::find_if(units, [&](const auto& unit) { return unit->config().id == id; });
  return found == units.end() ? nullptr : found->get();
}

}  // namespace cw::app
