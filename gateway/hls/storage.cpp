#include "gateway/hls/storage.h"

#include "gateway/core/log.h"

namespace cw::hls {

bool Storage::write(const std::filesystem::path& file, std::span<const uint8_t> content) {
  const std::error_code error = store_->write(file, content);
  if (error) {
    ++errors_;
    if (!failing_) {
      log_error("hls", "cannot write: segments are lost until there is room and permission again",
                {{"channel", channel_}, {"file", file.string()}, {"reason", error.message()}});
    }
  } else if (failing_) {
    log_info("hls", "writing works again", {{"channel", channel_}, {"failed_writes", std::to_string(errors_)}});
  }
  failing_ = static_cast<bool>(error);
  return !failing_;
}

bool Storage::write(const std::filesystem::path& file, std::string_view content) {
  return write(file, std::span(reinterpret_cast<const uint8_t*>(content.data()), content.size()));
}

}  // namespace cw::hls
