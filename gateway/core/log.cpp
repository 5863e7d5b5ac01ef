#include "gateway/core/log.h"

#include <atomic>

namespace cw {
namespace {
std::atomic<LogSink> g_sink{nullptr};
}  // namespace

void set_log_sink(LogSink sink) noexcept {
  g_sink.store(sink, std::memory_order_release);
}  // pairs with log()'s acquire

void log(LogLevel level, std::string_view component, std::string_view message, std::initializer_list<LogField> fields) {
  if (const LogSink sink = g_sink.load(std::memory_order_acquire); sink != nullptr)
    sink(level, component, message, fields);
}

}  // namespace cw
