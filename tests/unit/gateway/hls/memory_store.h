// A FileStore in memory that can be told to fail, and remembers the order of what was done.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/hls/file_store.h"

namespace cw::test {

class MemoryStore final : public hls::FileStore {
 public:
  /// Outlives the packager, so that a test can look inside and a second packager can find the files.
  struct Disk {
    std::map<std::string, std::vector<uint8_t>> files;
    std::vector<std::string> writes;  ///< in order
    std::error_code failure;          ///< of every write while set
    size_t failed_writes = 0;

    [[nodiscard]] bool has(const std::string& name) const { return files.contains(name); }
    [[nodiscard]] std::string text(const std::string& name) const {
      const auto found = files.find(name);
      return found == files.end() ? std::string() : std::string(found->second.begin(), found->second.end());
    }
  };

  explicit MemoryStore(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}

  std::error_code make_folder(const std::filesystem::path& /*folder*/) override { return {}; }
  std::error_code write(const std::filesystem::path& file, std::span<const uint8_t> content) override {
    if (disk_->failure) {
      ++disk_->failed_writes;
      return disk_->failure;
    }
    disk_->files[file.string()] = {content.begin(), content.end()};
    disk_->writes.push_back(file.string());
    return {};
  }
  [[nodiscard]] std::vector<uint8_t> read_start(const std::filesystem::path& file, size_t limit_bytes) const override {
    const auto found = disk_->files.find(file.string());
    if (found == disk_->files.end()) return {};
    const size_t size = std::min(limit_bytes, found->second.size());
    return {found->second.begin(), found->second.begin() + static_cast<std::ptrdiff_t>(size)};
  }
  [[nodiscard]] uint64_t size_bytes(const std::filesystem::path& file) const override {
    const auto found = disk_->files.find(file.string());
    return found == disk_->files.end() ? 0 : found->second.size();
  }
  [[nodiscard]] std::vector<std::filesystem::path> list(const std::filesystem::path& folder) const override {
    std::vector<std::filesystem::path> names;
    const std::string prefix = folder.string() + "/";
    for (const auto& [name, content] : disk_->files) {
      if (!name.starts_with(prefix)) continue;
      const std::string rest = name.substr(prefix.size());
      const std::filesystem::path first = rest.substr(0, rest.find('/'));
      if (names.empty() || names.back() != first) names.push_back(first);
    }
    return names;
  }
  void remove(const std::filesystem::path& file) override { disk_->files.erase(file.string()); }

 private:
  std::shared_ptr<Disk> disk_;
};

}  // namespace cw::test
