// The packager's way to its FileStore: counts what fails and logs the change of state once, so that a full disk neither floods the
// log nor stops the channel.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "gateway/hls/file_store.h"

namespace cw::hls {

class Storage {
 public:
  Storage(std::unique_ptr<FileStore> store, std::string channel)
      : store_(std::move(store)), channel_(std::move(channel)) {}

  /// False when it could not be written: counted, and logged when the last write had worked.
  bool write(const std::filesystem::path& file, std::span<const uint8_t> content);
  bool write(const std::filesystem::path& file, std::string_view content);
  [[nodiscard]] FileStore& files() { return *store_; }
  [[nodiscard]] bool failing() const { return failing_; }
  [[nodiscard]] uint64_t errors() const { return errors_; }

 private:
  std::unique_ptr<FileStore> store_;
  std::string channel_;
  bool failing_ = false;
  uint64_t errors_ = 0;
};

}  // namespace cw::hls
