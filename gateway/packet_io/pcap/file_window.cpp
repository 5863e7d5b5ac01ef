#include "gateway/packet_io/pcap/file_window.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

namespace cw::packet_io {
namespace {
constexpr size_t kChunkBytes = size_t{256} * 1024;
}  // namespace

Expected<FileWindow> FileWindow::open(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return input_error(path.string() + " is a folder; name a capture file");
  FileWindow window;
  window.file_.reset(std::fopen(path.c_str(), "rb"));
  if (window.file_ == nullptr) {
    return input_error("cannot open " + path.string() + ": " + std::strerror(errno) +
                       "; check the name and the permissions");
  }
  std::setvbuf(window.file_.get(), nullptr, _IONBF, 0);  // the window is the buffer
  return window;
}

FileWindow FileWindow::over(Bytes file) {
  FileWindow window;
  window.ahead_ = file;
  return window;
}

Bytes FileWindow::peek(size_t count) {
  if (ahead_.size() < count) fill(count);
  return ahead_.first(std::min(count, ahead_.size()));
}

void FileWindow::consume(size_t count) {
  while (count > 0) {
    const size_t step = peek(std::min(count, kChunkBytes)).size();
    if (step == 0) return;
    ahead_ = ahead_.subspan(step);
    position_ += step;
    count -= step;
  }
}

void FileWindow::fill(size_t count) {
  if (file_ == nullptr) return;
  const size_t kept = ahead_.size();
  if (buffer_.size() < std::max(count, kChunkBytes)) {
    std::vector<uint8_t> larger(std::max(count, kChunkBytes));
    std::copy(ahead_.begin(), ahead_.end(), larger.begin());
    buffer_.swap(larger);
  } else if (kept > 0) {
    std::memmove(buffer_.data(), ahead_.data(), kept);
  }
  size_t filled = kept;
  while (filled < count) {
    const size_t got = std::fread(buffer_.data() + filled, 1, buffer_.size() - filled, file_.get());
    if (got == 0) break;
    filled += got;
  }
  ahead_ = Bytes(buffer_).first(filled);
}

}  // namespace cw::packet_io
