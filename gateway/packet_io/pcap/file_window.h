// A sliding view of a file, so that captures of any size are read in bounded memory and a file that shrinks meanwhile is just short.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

#include "gateway/core/byte_reader.h"
#include "gateway/core/error.h"

namespace cw::packet_io {

/// One thread.
class FileWindow {
 public:
  /// The user's words on failure.
  [[nodiscard]] static Expected<FileWindow> open(const std::filesystem::path& path);
  /// Over octets in memory, which must outlive the window.
  [[nodiscard]] static FileWindow over(Bytes file);

  /// The next `count` octets, fewer when the file ends before. The view holds until the next peek.
  [[nodiscard]] Bytes peek(size_t count);
  /// Moves on by `count` octets, at most to the end of what exists.
  void consume(size_t count);
  /// Offset of the next octet from the start of the file.
  [[nodiscard]] uint64_t position() const { return position_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  FileWindow() = default;
  void fill(size_t count);

  std::unique_ptr<std::FILE, Close> file_;  // empty when over memory
  std::vector<uint8_t> buffer_;
  Bytes ahead_;  // read and not yet consumed
  uint64_t position_ = 0;
};

}  // namespace cw::packet_io
