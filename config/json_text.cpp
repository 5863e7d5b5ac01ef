#include "config/json_text.h"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace cw::config {
namespace {

using nlohmann::json;

/// Watches the parser's events for what nlohmann's document cannot show afterwards: keys that occur twice, and where.
class EventCheck {
 public:
  explicit EventCheck(std::vector<ConfigFault>& faults) : faults_(faults) {}

  bool operator()(int, json::parse_event_t event, const json& parsed) {
    using Event = json::parse_event_t;
    switch (event) {
      case Event::object_start: open(false); break;
      case Event::array_start: open(true); break;
      case Event::object_end:
      case Event::array_end: close(); break;
      case Event::key: on_key(parsed.get_ref<const std::string&>()); break;
      case Event::value: on_value(parsed); break;
      default: break;
    }
    return true;
  }

 private:
  struct Level {
    std::string pointer;
    bool is_array = false;
    size_t index = 0;
    std::string key;
    std::set<std::string, std::less<>> keys;
  };

  std::string pointer() const {
    if (levels_.empty()) return "";
    const Level& top = levels_.back();
    return top.is_array ? child(top.pointer, top.index) : child(top.pointer, top.key);
  }
  void open(bool is_array) {
    ++depth_;
    if (depth_ == kMaxDepth + 1)
      faults_.push_back({pointer(), fmt::format("is nested too deeply; allowed are {} levels", kMaxDepth)});
    if (depth_ <= kMaxDepth)
      levels_.push_back({.pointer = pointer(), .is_array = is_array, .index = 0, .key = {}, .keys = {}});
  }
  void close() {
    if (depth_-- > kMaxDepth) return;
    levels_.pop_back();
    next();
  }
  void next() {
    if (!levels_.empty() && levels_.back().is_array) ++levels_.back().index;
  }
  void on_key(const std::string& key) {
    if (depth_ > kMaxDepth || levels_.empty()) return;
    Level& top = levels_.back();
    top.key = key;
    check_length(key);
    if (!top.keys.insert(key).second) faults_.push_back({pointer(), "occurs twice in one object; keep one of them"});
  }
  void on_value(const json& value) {
    if (depth_ > kMaxDepth) return;
    if (value.is_string()) check_length(value.get_ref<const std::string&>());
    next();
  }
  void check_length(const std::string& text) {
    if (text.size() > kMaxStringBytes) {
      faults_.push_back({levels_.empty() ? "" : levels_.back().pointer,
                         fmt::format("has a text of {} octets; allowed are {}", text.size(), kMaxStringBytes)});
    }
  }

  std::vector<ConfigFault>& faults_;
  std::vector<Level> levels_;
  size_t depth_ = 0;
};

/// "[json.exception.parse_error.101] parse error at line 3, column 5: syntax error ..." without the library's own prefix.
std::string plain_words(std::string_view what) {
  if (const size_t end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
  constexpr std::string_view kPrefix = "parse error at ";
  if (what.starts_with(kPrefix)) what.remove_prefix(kPrefix.size());
  return "is not JSON: " + std::string(what);
}

}  // namespace

std::string child(const std::string& pointer, std::string_view token) {
  std::string result = pointer + '/';
  for (const char c : token) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

std::string child(const std::string& pointer, size_t index) { return pointer + '/' + std::to_string(index); }

std::expected<json, std::vector<ConfigFault>> parse_json(std::string_view text) {
  std::vector<ConfigFault> faults;
  if (text.size() > kMaxTextBytes) {
    faults.push_back({"", fmt::format("is {} octets long; allowed are {}", text.size(), kMaxTextBytes)});
    return std::unexpected(std::move(faults));
  }
  EventCheck check(faults);
  const auto callback = [&check](int depth, json::parse_event_t event, const json& parsed) {
    return check(depth, event, parsed);
  };
  try {
    json document = json::parse(text.begin(), text.end(), callback, true, true);
    if (!faults.empty()) return std::unexpected(std::move(faults));
    return document;
  } catch (const json::exception& exception) {
    faults.push_back({"", plain_words(exception.what())});
    return std::unexpected(std::move(faults));
  }
}

}  // namespace cw::config
