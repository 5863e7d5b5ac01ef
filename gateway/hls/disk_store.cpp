#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>

#include "gateway/hls/file_store.h"

namespace cw::hls {
namespace {

std::error_code last_error() { return {errno, std::generic_category()}; }

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  // Some file systems report a full disk only here.
  std::error_code close() {
    const int result = ::close(fd_);
    fd_ = -1;
    return result == 0 ? std::error_code{} : last_error();
  }

 private:
  int fd_;
};

std::error_code write_all(int fd, std::span<const uint8_t> content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return last_error();
    }
    content = content.subspan(static_cast<size_t>(written));
  }
  return {};
}

std::error_code write_new(const std::filesystem::path& file, std::span<const uint8_t> content) {
  FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (fd.get() < 0) return last_error();
  const std::error_code written = write_all(fd.get(), content);
  const std::error_code closed = fd.close();
  return written ? written : closed;
}

}  // namespace

std::error_code DiskStore::make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return error;
}

std::error_code DiskStore::write(const std::filesystem::path& file, std::span<const uint8_t> content) {
  std::filesystem::path partial = file;
  partial += ".tmp";
  std::error_code error = write_new(partial, content);
  if (!error && ::rename(partial.c_str(), file.c_str()) != 0) error = last_error();
  if (error) ::unlink(partial.c_str());
  return error;
}

std::vector<uint8_t> DiskStore::read_start(const std::filesystem::path& file, size_t limit_bytes) const {
  std::vector<uint8_t> content(static_cast<size_t>(std::min<uint64_t>(size_bytes(file), limit_bytes)));
  std::ifstream in(file, std::ios::binary);
  in.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return content;
}

uint64_t DiskStore::size_bytes(const std::filesystem::path& file) const {
  std::error_code error;
  const uint64_t size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

std::vector<std::filesystem::path> DiskStore::list(const std::filesystem::path& folder) const {
  std::vector<std::filesystem::path> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename());
  }
  return names;
}

void DiskStore::remove(const std::filesystem::path& file) {
  std::error_code ignored;  // what cannot be removed now is found by the next run
  std::filesystem::remove(file, ignored);
}

}  // namespace cw::hls
