// Part of a file that is to be sent, open and readable whatever happens to its name. Private to web.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cw::web {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// A regular file below a folder.
struct OpenFile {
  FileDescriptor descriptor;
  uint64_t size_bytes = 0;
  std::string entity_tag;  ///< quoted; changes with content, since files are replaced, not rewritten
};

/// Opens `relative_path` below `folder` one segment at a time, following no symbolic link, so that no path leads out. nullopt: there
/// is no such regular file.
[[nodiscard]] std::optional<OpenFile> open_below(const std::filesystem::path& folder, std::string_view relative_path);

/// Octets [offset, offset + length) of a file.
struct FileSlice {
  FileDescriptor descriptor;
  uint64_t offset = 0;
  uint64_t length = 0;

  /// Reads the next piece into `buffer` and moves on; returns its size, 0 when the file is shorter than it was or cannot be read.
  [[nodiscard]] size_t read(std::span<char> buffer);
};

}  // namespace cw::web
