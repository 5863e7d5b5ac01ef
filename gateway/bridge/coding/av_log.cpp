#include "gateway/bridge/coding/av_log.h"

#include <array>
#include <cstdarg>
#include <mutex>
#include <string>

#include "gateway/core/log.h"

extern "C" {
#include <libavutil/log.h>
}

namespace cw::bridge {
namespace {

void on_line(void* context, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_ERROR) return;
  std::array<char, 512> line{};
  int print_prefix = 1;
  av_log_format_line2(context, level, format, arguments, line.data(), static_cast<int>(line.size()), &print_prefix);
  std::string text(line.data());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  log_warning("ffmpeg", text);
}

}  // namespace

void route_av_log() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(on_line); });
}

}  // namespace cw::bridge
