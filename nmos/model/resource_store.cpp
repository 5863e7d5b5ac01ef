#include "nmos/model/resource_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cw::nmos {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr std::array<std::string_view, kResourceTypes> kNames{"node", "device", "source", "flow", "sender", "receiver"};
constexpr std::array<std::string_view, kResourceTypes> kPlurals{"nodes", "devices", "sources",
                                                                "flows", "senders", "receivers"};

/// 0 for what is no version.
int64_t nanoseconds_of(std::string_view version) {
  int64_t seconds = 0;
  int64_t rest = 0;
  const size_t colon = std::min(version.find(':'), version.size());
  std::from_chars(version.data(), version.data() + colon, seconds);
  if (colon < version.size()) std::from_chars(version.data() + colon + 1, version.data() + version.size(), rest);
  return seconds * kSecond + rest;
}

bool same_but_version(const nlohmann::json& old, nlohmann::json& fresh) {
  if (old.is_null()) return false;
  fresh["version"] = old["version"];
  return old == fresh;
}

}  // namespace

std::string_view name_of(ResourceType type) { return kNames.at(static_cast<size_t>(type)); }
std::string_view plural_of(ResourceType type) { return kPlurals.at(static_cast<size_t>(type)); }

std::string version_text(TaiTime time) {
  const int64_t count = time.ns();
  return fmt::format("{}:{}", count / kSecond, count % kSecond);
}

bool ResourceStore::put(ResourceType type, nlohmann::json data, TaiTime now, Raise raise) {
  const std::scoped_lock lock(mutex_);
  return put_locked(type, std::move(data), now, raise);
}

nlohmann::json ResourceStore::data_of(ResourceType type, const std::string& id) const {
  const auto found = entries_.find(Key{type, id});
  return found == entries_.end() ? nlohmann::json() : found->second.data;
}

bool ResourceStore::put_locked(ResourceType type, nlohmann::json data, TaiTime now, Raise raise) {
  Entry& entry = entries_[Key{type, data["id"].get<std::string>()}];
  if (same_but_version(entry.data, data) && raise == Raise::kIfChanged) return false;
  const int64_t old = entry.data.is_null() ? 0 : nanoseconds_of(entry.data["version"].get_ref<const std::string&>());
  data["version"] = version_text(TaiTime::from_ns(std::max(now.ns(), old + 1)));
  entry = {std::move(data), ++sequence_};
  changed_.notify_all();
  return true;
}

bool ResourceStore::remove(ResourceType type, const std::string& id) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(Key{type, id});
  if (found == entries_.end() || found->second.data.is_null()) return false;
  found->second = {nullptr, ++sequence_};
  changed_.notify_all();
  return true;
}

std::optional<Resource> ResourceStore::find(ResourceType type, const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(Key{type, id});
  if (found == entries_.end() || found->second.data.is_null()) return std::nullopt;
  return Resource{type, id, found->second.data};
}

std::vector<Resource> ResourceStore::all(ResourceType type) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Resource> result;
  for (auto at = entries_.lower_bound(Key{type, {}}); at != entries_.end() && at->first.type == type; ++at) {
    if (!at->second.data.is_null()) result.push_back({type, at->first.id, at->second.data});
  }
  return result;
}

std::vector<std::pair<ResourceType, std::string>> ResourceStore::keys() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::pair<ResourceType, std::string>> result;
  for (const auto& [key, entry] : entries_) {
    if (!entry.data.is_null()) result.emplace_back(key.type, key.id);
  }
  return result;
}

std::vector<Resource> ResourceStore::snapshot(uint64_t& sequence) const {
  const std::scoped_lock lock(mutex_);
  sequence = sequence_;
  std::vector<Resource> result;
  for (const auto& [key, entry] : entries_) {
    if (!entry.data.is_null()) result.push_back({key.type, key.id, entry.data});
  }
  return result;
}

std::vector<ResourceChange> ResourceStore::changes_since(uint64_t& sequence) const {
  const std::scoped_lock lock(mutex_);
  std::vector<ResourceChange> result;
  for (const auto& [key, entry] : entries_) {
    if (entry.sequence > sequence) result.push_back({entry.sequence, {key.type, key.id, entry.data}});
  }
  std::ranges::sort(result, {}, &ResourceChange::sequence);
  sequence = sequence_;
  return result;
}

uint64_t ResourceStore::sequence() const {
  const std::scoped_lock lock(mutex_);
  return sequence_;
}

void ResourceStore::wait(uint64_t sequence, Duration limit) const {
  std::unique_lock lock(mutex_);
  const uint64_t wakes = wakes_;
  changed_.wait_for(lock, limit, [&] { return sequence_ > sequence || wakes_ != wakes; });
}

void ResourceStore::wake() {
  const std::scoped_lock lock(mutex_);
  ++wakes_;
  changed_.notify_all();
}

}  // namespace cw::nmos
