// One JSON object on its way into a struct: typed reads that leave the struct's default where a value is absent or already known to
// be wrong, and faults for what the schema cannot express (addresses, rates). Private to config.
#pragma once

#include <array>
#include <concepts>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "config/fault_list.h"
#include "config/json_text.h"
#include "gateway/core/packet.h"
#include "gateway/core/rational.h"

namespace cw::config {

template <typename E, size_t N>
using Names = std::array<std::pair<const char*, E>, N>;

class JsonNode {
 public:
  JsonNode(const nlohmann::json& value, std::string pointer, FaultList& faults)
      : value_(&value), pointer_(std::move(pointer)), faults_(&faults) {}

  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] FaultList& faults() const { return *faults_; }
  [[nodiscard]] bool has(const char* key) const { return find(key) != nullptr; }

  template <std::integral T>
  void read(const char* key, T& out) const {
    const nlohmann::json* value = find(key);
    if (value == nullptr || !value->is_number_integer()) return;
    const bool huge = value->is_number_unsigned() && value->get<uint64_t>() > uint64_t{INT64_MAX};
    if (!huge && std::in_range<T>(value->get<int64_t>())) out = static_cast<T>(value->get<int64_t>());
  }
  void read(const char* key, bool& out) const {
    const nlohmann::json* value = find(key);
    if (value != nullptr && value->is_boolean()) out = value->get<bool>();
  }
  void read(const char* key, std::string& out) const {
    const nlohmann::json* value = find(key);
    if (value != nullptr && value->is_string()) out = value->get<std::string>();
  }
  /// Relative paths start at `base`.
  void read(const char* key, std::filesystem::path& out, const std::filesystem::path& base) const;
  void read(const char* key, Ipv4Address& out) const;
  void read(const char* key, Endpoint& out) const;
  void read(const char* key, FrameRate& out) const;

  template <typename E, size_t N>
  void read(const char* key, E& out, const Names<E, N>& names) const {
    std::string text;
    read(key, text);
    for (const auto& [name, enumerator] : names) {
      if (text == name) out = enumerator;
    }
  }

  /// The object under `key`; nothing when there is none.
  [[nodiscard]] std::optional<JsonNode> object(const char* key) const;

  /// Calls `take(node)` for each object in the list under `key`.
  template <typename F>
  void each(const char* key, F&& take) const {
    const nlohmann::json* list = find(key);
    if (list == nullptr || !list->is_array()) return;
    for (size_t i = 0; i < list->size(); ++i) take(JsonNode((*list)[i], child(child(pointer_, key), i), *faults_));
  }
  /// The numbers or texts in the list under `key`.
  template <typename T>
  void read_list(const char* key, std::vector<T>& out) const {
    const nlohmann::json* list = find(key);
    if (list == nullptr || !list->is_array()) return;
    for (const nlohmann::json& entry : *list) {
      const bool fits = std::integral<T> ? entry.is_number_integer() : entry.is_string();
      out.push_back(fits ? entry.get<T>() : T{});
    }
  }

  /// A fault when `key` is there.
  void refuse(const char* key, const std::string& why) const {
    if (has(key)) faults_->add(child(pointer_, key), why);
  }
  void fault(std::string message) const { faults_->add(pointer_, std::move(message)); }

 private:
  [[nodiscard]] const nlohmann::json* find(const char* key) const {
    if (!value_->is_object()) return nullptr;
    const auto found = value_->find(key);
    return found == value_->end() ? nullptr : &*found;
  }

  const nlohmann::json* value_;
  std::string pointer_;
  FaultList* faults_;
};

/// "50", "60000/1001"; nothing unless it is an integer or n/1001 from 1 to 240 frames per second.
[[nodiscard]] std::optional<FrameRate> parse_frame_rate(std::string_view text);

}  // namespace cw::config
