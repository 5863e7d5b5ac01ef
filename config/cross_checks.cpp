#include "config/cross_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/fault_words.h"
#include "config/json_text.h"

namespace cw::config {

void check_across(const Config& config, const std::vector<int>& available_cores, FaultList& faults) {
  check_host(config, available_cores, faults);
  check_clock(config, faults);
  check_sources(config, faults);
  check_senders(config, faults);
  check_receivers(config, faults);
  check_channels(config, faults);
}

std::string pointer_to(const char* list, size_t index) { return fmt::format("/{}/{}", list, index); }

void check_unique_ids(const std::vector<std::string>& ids, const std::string& list_pointer, FaultList& faults) {
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto first = std::ranges::find(ids, ids[i]);
    const auto earlier = static_cast<size_t>(first - ids.begin());
    if (ids[i].empty() || earlier == i) continue;
    faults.add(child(child(list_pointer, i), "id"),
               fmt::format("is \"{}\", which {} has already; allowed is an id of its own", ids[i],
                           child(list_pointer, earlier)));
  }
}

namespace {

bool is_uncertain(const KnownIds& known, const FaultList& faults) {
  if (known.ids.empty() && faults.touched(known.pointer)) return true;
  for (size_t i = 0; i < known.ids.size(); ++i) {
    if (known.ids[i].empty() || faults.touched(child(child(known.pointer, i), "id"))) return true;
  }
  return false;
}

}  // namespace

void check_reference(const std::string& id, const KnownIds& known, const std::string& pointer, FaultList& faults) {
  if (std::ranges::find(known.ids, id) != known.ids.end() || is_uncertain(known, faults)) return;
  std::vector<std::string> quoted;
  for (const std::string& choice : known.ids) quoted.push_back('"' + choice + '"');
  constexpr size_t kListed = 12;
  std::string allowed = quoted.empty() ? "there are none" : "allowed is " + any_of(quoted);
  if (quoted.size() > kListed) allowed = fmt::format("there are {} others", quoted.size());
  if (const std::string guess = nearest_of(id, known.ids); !guess.empty())
    allowed = fmt::format("did you mean \"{}\"?", guess);
  faults.add(pointer, fmt::format("is \"{}\", which does not exist; {}", id, allowed));
}

}  // namespace cw::config
