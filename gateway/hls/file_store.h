// Where the packager's files go: the seam that lets tests make a disk fail. DiskStore is the real one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <system_error>
#include <vector>

namespace cw::hls {

/// Called by the packager's thread only.
class FileStore {
 public:
  virtual ~FileStore() = default;
  /// Makes the folder and its parents.
  virtual std::error_code make_folder(const std::filesystem::path& folder) = 0;
  /// The file appears whole under its name or not at all; on failure nothing of it is left behind.
  virtual std::error_code write(const std::filesystem::path& file, std::span<const uint8_t> content) = 0;
  /// At most `limit_bytes` from the start of the file; empty when it cannot be read.
  [[nodiscard]] virtual std::vector<uint8_t> read_start(const std::filesystem::path& file,
                                                        size_t limit_bytes) const = 0;
  /// 0 when there is no such file.
  [[nodiscard]] virtual uint64_t size_bytes(const std::filesystem::path& file) const = 0;
  /// Names of the files and folders in `folder`, in no order; empty when it cannot be read.
  [[nodiscard]] virtual std::vector<std::filesystem::path> list(const std::filesystem::path& folder) const = 0;
  virtual void remove(const std::filesystem::path& file) = 0;
};

class DiskStore final : public FileStore {
 public:
  std::error_code make_folder(const std::filesystem::path& folder) override;
  /// Writes `<file>.tmp` and renames it. No fsync: a live window is worth nothing after a power cut.
  std::error_code write(const std::filesystem::path& file, std::span<const uint8_t> content) override;
  [[nodiscard]] std::vector<uint8_t> read_start(const std::filesystem::path& file, size_t limit_bytes) const override;
  [[nodiscard]] uint64_t size_bytes(const std::filesystem::path& file) const override;
  [[nodiscard]] std::vector<std::filesystem::path> list(const std::filesystem::path& folder) const override;
  void remove(const std::filesystem::path& file) override;
};

}  // namespace cw::hls
