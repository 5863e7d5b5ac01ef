#include "tests/unit/nmos/raml.h"

#include <algorithm>
#include <fstream>
#include <regex>

namespace cw::nmos::test {
namespace {

struct Line {
  size_t indent = 0;
  std::string text;
};

class RamlReader {
 public:
  explicit RamlReader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void take(const Line& line) {
    std::smatch match;
    if (std::regex_match(line.text, match, std::regex("(/[^ ]*):"))) {
      begin_path(line.indent, match[1]);
    } else if (paths_.empty()) {
      // Before the first path: names for schemas.
      if (std::regex_match(line.text, match, std::regex("(\\w+): !include (schemas/.*)"))) types_[match[1]] = match[2];
    } else if (std::regex_match(line.text, match, std::regex("(get|put|post|patch|delete|options|head):"))) {
      begin_method(match[1]);
    } else if (method_ != nullptr && std::regex_match(line.text, match, std::regex("(\\d{3}):"))) {
      status_ = std::stoi(match[1]);
      method_->statuses.insert(status_);
    } else if (status_ == 200 && std::regex_match(line.text, match, std::regex("type: (?:!include )?([^ ]+)"))) {
      const auto named = types_.find(match[1]);
      method_->schema = folder_ / (named == types_.end() ? match[1].str() : named->second);
    }
  }
  [[nodiscard]] std::vector<RamlPath> paths() && { return std::move(paths_); }

 private:
  void begin_path(size_t indent, const std::string& segment) {
    while (!open_.empty() && open_.back().indent >= indent) open_.pop_back();
    open_.push_back({indent, segment == "/" ? "" : segment});
    RamlPath path;
    for (const Line& each : open_) path.path += each.text;
    paths_.push_back(std::move(path));
    method_ = nullptr;
    status_ = 0;
  }
  void begin_method(std::string name) {
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
    method_ = &paths_.back().methods[name];
    status_ = 0;
  }

  std::filesystem::path folder_;
  std::map<std::string, std::string> types_;
  std::vector<Line> open_;  ///< the path segments that the line is below
  std::vector<RamlPath> paths_;
  RamlMethod* method_ = nullptr;
  int status_ = 0;
};

}  // namespace

std::vector<RamlPath> read_raml(const std::filesystem::path& file) {
  RamlReader reader(file.parent_path());
  std::ifstream stream(file);
  for (std::string text; std::getline(stream, text);) {
    const size_t indent = std::min(text.find_first_not_of(' '), text.size());
    const size_t end = text.find_last_not_of(" \r") + 1;
    if (indent < end) reader.take({indent, text.substr(indent, end - indent)});
  }
  return std::move(reader).paths();
}

}  // namespace cw::nmos::test
