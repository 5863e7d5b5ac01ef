#include "gateway/app/flow_places.h"

#include <algorithm>

namespace cw::app {

std::optional<size_t> FlowPlaces::worker_of(Leg leg, const packet_io::FlowKey& key) const {
  const auto found = std::ranges::find_if(
      places_, [&](const Place& place) { return place.leg == leg && place.key.destination == key.destination; });
  return found == places_.end() ? std::nullopt : std::optional(found->worker);
}

std::optional<size_t> FlowPlaces::worker_of(const Flows& flows) const {
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& key = flows[index_of(leg)];
    const auto worker = key ? worker_of(leg, *key) : std::nullopt;
    if (worker) return worker;
  }
  return std::nullopt;
}

bool FlowPlaces::conflicts(const Flows& flows) const {
  const auto chosen = worker_of(flows);
  return std::ranges::any_of(std::array{Leg::kRed, Leg::kBlue}, [&](Leg leg) {
    const auto& key = flows[index_of(leg)];
    const auto worker = key ? worker_of(leg, *key) : std::nullopt;
    return worker && worker != chosen;
  });
}

bool FlowPlaces::knows(Leg leg, const packet_io::FlowKey& key) const {
  return std::ranges::any_of(places_, [&](const Place& place) { return place.leg == leg && place.key == key; });
}

void FlowPlaces::add(const Flows& flows, size_t worker) {
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& key = flows[index_of(leg)];
    if (!key) continue;
    const auto found =
        std::ranges::find_if(places_, [&](const Place& place) { return place.leg == leg && place.key == *key; });
    if (found == places_.end()) {
      places_.push_back({.leg = leg, .key = *key, .worker = worker, .receivers = 1});
    } else {
      ++found->receivers;
    }
  }
}

std::array<bool, kLegCount> FlowPlaces::remove(const Flows& flows) {
  std::array<bool, kLegCount> last{};
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& key = flows[index_of(leg)];
    const auto found =
        std::ranges::find_if(places_, [&](const Place& place) { return place.leg == leg && key && place.key == *key; });
    if (found == places_.end() || --found->receivers > 0) continue;
    last[index_of(leg)] = true;
    places_.erase(found);
  }
  return last;
}

}  // namespace cw::app
