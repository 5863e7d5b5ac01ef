#include "gateway/web/file_slice.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace cw::web {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
// Non-blocking, so that a FIFO put in the folder cannot hang a server thread.
constexpr int kFileFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

FileDescriptor open_path(FileDescriptor folder, std::string_view relative_path) {
  while (folder.is_open()) {
    const size_t slash = relative_path.find('/');
    const std::string segment(relative_path.substr(0, slash));
    if (segment.empty() || segment == "." || segment == "..") return {};
    if (slash == std::string_view::npos) return FileDescriptor(openat(folder.get(), segment.c_str(), kFileFlags));
    folder = FileDescriptor(openat(folder.get(), segment.c_str(), kFolderFlags | O_NOFOLLOW));
    relative_path.remove_prefix(slash + 1);
  }
  return {};
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) close(fd_);
}

std::optional<OpenFile> open_below(const std::filesystem::path& folder, std::string_view relative_path) {
  OpenFile file;
  file.descriptor = open_path(FileDescriptor(open(folder.c_str(), kFolderFlags)), relative_path);
  struct stat status{};
  if (!file.descriptor.is_open() || fstat(file.descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  file.size_bytes = static_cast<uint64_t>(status.st_size);
  file.entity_tag = fmt::format("\"{:x}-{:x}-{:x}.{:x}\"", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                                status.st_mtim.tv_nsec);
  return file;
}

size_t FileSlice::read(std::span<char> buffer) {
  const size_t wanted = std::min<uint64_t>(buffer.size(), length);
  ssize_t got = 0;
  do {
    got = pread(descriptor.get(), buffer.data(), wanted, static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  const size_t read = got > 0 ? static_cast<size_t>(got) : 0;
  offset += read;
  length -= read;
  return read;
}

}  // namespace cw::web
