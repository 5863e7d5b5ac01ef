#include "config/fault_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "config/json_text.h"

namespace cw::config {
namespace {

using nlohmann::json;

const json& resolve(const json& root, const json& node) {
  const auto reference = node.find("$ref");
  if (reference == node.end()) return node;
  return root.at(json::json_pointer(reference->get_ref<const std::string&>().substr(1)));
}

/// The subschema of the place that `tokens` name; nullptr when there is none (an unknown key).
const json* subschema(const json& root, const std::vector<std::string>& tokens) {
  const json* node = &root;
  for (const std::string& token : tokens) {
    if (const auto items = node->find("items"); items != node->end()) {
      node = &resolve(root, *items);
      continue;
    }
    const auto properties = node->find("properties");
    if (properties == node->end() || !properties->contains(token)) return nullptr;
    node = &resolve(root, properties->at(token));
  }
  return node;
}

const json* value_at(const json& document, const std::vector<std::string>& tokens) {
  const json* value = &document;
  for (const std::string& token : tokens) {
    if (value->is_array()) {
      const size_t index = std::stoul(token);
      if (index >= value->size()) return nullptr;
      value = &(*value)[index];
    } else if (value->is_object() && value->contains(token)) {
      value = &(*value)[token];
    } else {
      return nullptr;
    }
  }
  return value;
}

std::string printed(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return fmt::format("a list of {}", value.size());
  std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  constexpr size_t kLongest = 60;
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

std::vector<std::string> keys_of(const json& node) {
  std::vector<std::string> keys;
  const auto properties = node.find("properties");
  if (properties == node.end()) return keys;
  for (const auto& [key, unused] : properties->items()) keys.push_back(key);
  return keys;
}

std::string allowed_integer(const json& node) {
  std::string text = "an integer";
  if (node.contains("minimum") && node.contains("maximum")) {
    text = fmt::format("an integer from {} to {}", node["minimum"].dump(), node["maximum"].dump());
  }
  if (node.contains("description")) text += " (" + node["description"].get<std::string>() + ")";
  return text;
}

std::string allowed_list(const json& node) {
  if (node.contains("description")) return node["description"].get<std::string>();
  const bool bounded = node.contains("minItems") || node.contains("maxItems");
  if (!bounded) return "a list";
  return fmt::format("a list of {} to {} entries", node.value("minItems", 0), node.value("maxItems", 0));
}

std::string allowed_text(const json& node) {
  if (node.contains("description")) return node["description"].get<std::string>();
  return fmt::format("a text of at most {} characters", node.value("maxLength", 0));
}

std::string allowed(const json& node) {
  if (const auto choices = node.find("enum"); choices != node.end()) {
    std::vector<std::string> words;
    for (const json& choice : *choices) words.push_back(choice.dump());
    return any_of(words);
  }
  const auto type = node.find("type");
  if (type == node.end() || !type->is_string()) return node.value("description", "another value");
  if (*type == "integer") return allowed_integer(node);
  if (*type == "boolean") return "true or false";
  if (*type == "array") return allowed_list(node);
  if (*type == "object") return "an object with " + any_of(keys_of(node));
  return allowed_text(node);
}

std::vector<ConfigFault> unknown_keys(const json& node, const json& value, const std::string& pointer) {
  std::vector<ConfigFault> faults;
  const std::vector<std::string> known = keys_of(node);
  for (const auto& [key, unused] : value.items()) {
    if (std::ranges::find(known, key) != known.end()) continue;
    const std::string guess = nearest_of(key, known);
    const std::string hint = guess.empty() ? "allowed is " + any_of(known) : fmt::format("did you mean \"{}\"?", guess);
    faults.push_back({child(pointer, key), "unknown key; " + hint});
  }
  return faults;
}

ConfigFault missing_key(const json& root, const json& node, const std::string& pointer, const std::string& key) {
  const auto properties = node.find("properties");
  if (properties == node.end() || !properties->contains(key)) return {pointer, fmt::format("\"{}\" is missing", key)};
  return {pointer, fmt::format("\"{}\" is missing; it is {}", key, allowed(resolve(root, properties->at(key))))};
}

ConfigFault wrong_value(const json& node, const json& value, const std::string& pointer) {
  return {pointer, fmt::format("is {}; allowed is {}", printed(value), allowed(node))};
}

/// What stands between the first and the last apostrophe.
std::string quoted(const std::string& text) {
  const size_t begin = text.find('\'');
  const size_t end = text.rfind('\'');
  return begin == std::string::npos || end <= begin ? "" : text.substr(begin + 1, end - begin - 1);
}

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string any_of(const std::vector<std::string>& choices) {
  std::string text;
  for (size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i];
  }
  return text;
}

std::string nearest_of(std::string_view word, const std::vector<std::string>& choices) {
  constexpr size_t kLongestWord = 64;
  if (word.size() > kLongestWord) return "";
  std::string best;
  size_t best_distance = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string& choice : choices) {
    const size_t distance = edit_distance(word, choice);
    if (distance < best_distance && distance < choice.size()) {
      best = choice;
      best_distance = distance;
    }
  }
  return best;
}

std::vector<ConfigFault> reword(const json& schema, const json& document, const std::vector<std::string>& tokens,
                                const std::string& verdict) {
  if (verdict.starts_with("Failed to validate")) return {};
  const json* node = subschema(schema, tokens);
  const json* value = value_at(document, tokens);
  if (node == nullptr || value == nullptr) return {};
  std::string pointer;
  for (const std::string& token : tokens) pointer = child(pointer, token);
  if (verdict.starts_with("Object contains a property")) return unknown_keys(*node, *value, pointer);
  if (verdict.starts_with("Missing required property")) return {missing_key(schema, *node, pointer, quoted(verdict))};
  return {wrong_value(*node, *value, pointer)};
}

}  // namespace cw::config
