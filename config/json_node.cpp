#include "config/json_node.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "gateway/core/ipv4_text.h"

namespace cw::config {
namespace {

constexpr int64_t kFastestRate = 240;

std::optional<int64_t> parse_integer(std::string_view text) {
  int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// For those who write 59.94: the exact rate they mean.
std::string rate_hint(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kKnown{{{"23.98", "24000/1001"},
                                                                                 {"23.976", "24000/1001"},
                                                                                 {"29.97", "30000/1001"},
                                                                                 {"47.95", "48000/1001"},
                                                                                 {"59.94", "60000/1001"},
                                                                                 {"119.88", "120000/1001"},
                                                                                 {"60/1.001", "60000/1001"}}};
  for (const auto& [written, exact] : kKnown) {
    if (text == written) return fmt::format("; write \"{}\"", exact);
  }
  return "; allowed is an integer or n/1001 from 1 to 240, such as \"50\" or \"60000/1001\"";
}

}  // namespace

std::optional<FrameRate> parse_frame_rate(std::string_view text) {
  const size_t slash = text.find('/');
  const auto num = parse_integer(text.substr(0, slash));
  const auto den = slash == std::string_view::npos ? int64_t{1} : parse_integer(text.substr(slash + 1));
  if (!num || !den || (*den != 1 && *den != 1001)) return std::nullopt;
  if (*num < *den || *num > kFastestRate * *den) return std::nullopt;
  return FrameRate::create(*num, *den);
}

void JsonNode::read(const char* key, std::filesystem::path& out, const std::filesystem::path& base) const {
  std::string text;
  read(key, text);
  if (text.empty()) return;
  if (text.find('\0') != std::string::npos) {
    faults_->add(child(pointer_, key), "holds a NUL character; allowed is a file or folder name");
    return;
  }
  out = (base / std::filesystem::path(text)).lexically_normal();
}

void JsonNode::read(const char* key, Ipv4Address& out) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr || !value->is_string()) return;
  const auto& text = value->get_ref<const std::string&>();
  if (const auto address = parse_ipv4(text)) {
    out = *address;
  } else {
    faults_->add(child(pointer_, key), fmt::format("is \"{}\"; allowed is an IPv4 address such as 239.110.0.1", text));
  }
}

void JsonNode::read(const char* key, Endpoint& out) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr || !value->is_string()) return;
  const auto& text = value->get_ref<const std::string&>();
  if (const auto endpoint = parse_endpoint(text)) {
    out = *endpoint;
  } else {
    faults_->add(child(pointer_, key),
                 fmt::format("is \"{}\"; allowed is an IPv4 address and a port such as 239.110.0.1:5004", text));
  }
}

void JsonNode::read(const char* key, FrameRate& out) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr || !(value->is_string() || value->is_number_integer())) return;
  const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
  if (const auto rate = parse_frame_rate(text)) {
    out = *rate;
  } else {
    faults_->add(child(pointer_, key), fmt::format("is \"{}\"{}", text, rate_hint(text)));
  }
}

std::optional<JsonNode> JsonNode::object(const char* key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  return JsonNode(*value, child(pointer_, key), *faults_);
}

}  // namespace cw::config
