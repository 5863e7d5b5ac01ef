// What a schema cannot say: references, clashes, arithmetic, this host's cores and files. Private to config.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "config/fault_list.h"

namespace cw::config {

/// All of the below. `available_cores`: CPU numbers that this process may use.
void check_across(const Config& config, const std::vector<int>& available_cores, FaultList& faults);

void check_host(const Config& config, const std::vector<int>& available_cores, FaultList& faults);
void check_clock(const Config& config, FaultList& faults);
void check_sources(const Config& config, FaultList& faults);
void check_senders(const Config& config, FaultList& faults);
void check_receivers(const Config& config, FaultList& faults);
void check_channels(const Config& config, FaultList& faults);

/// CPU numbers that this process may run on.
[[nodiscard]] std::vector<int> cores_of_this_process();

/// "/senders/2".
[[nodiscard]] std::string pointer_to(const char* list, size_t index);

/// A fault at each `id` that an earlier entry of the list has.
void check_unique_ids(const std::vector<std::string>& ids, const std::string& list_pointer, FaultList& faults);

/// The ids of a list and where it is: what a reference may name.
struct KnownIds {
  std::vector<std::string> ids;
  std::string pointer;
};

/// A fault at `pointer` unless `id` is known. Silent when the list or one of its ids is at fault: that one may be meant.
void check_reference(const std::string& id, const KnownIds& known, const std::string& pointer, FaultList& faults);

template <typename T>
[[nodiscard]] std::vector<std::string> ids_of(const std::vector<T>& list) {
  std::vector<std::string> ids;
  for (const T& entry : list) ids.push_back(entry.id);
  return ids;
}

}  // namespace cw::config
