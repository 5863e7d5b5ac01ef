// Structured log lines from any module; app decides where they go. For state changes and failures only, never per packet or frame,
// never from the packet path.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace cw {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };

struct LogField {
  std::string_view key;
  std::string value;
};

/// Where lines go; called from any thread. `fields` live only for the call.
using LogSink = void (*)(LogLevel level, std::string_view component, std::string_view message,
                         std::initializer_list<LogField> fields);

/// Set once by app before threads start. Without a sink, lines are dropped.
void set_log_sink(LogSink sink) noexcept;

/// `component` is the module or object ("srt", "receiver cam1-video").
void log(LogLevel level, std::string_view component, std::string_view message,
         std::initializer_list<LogField> fields = {});

inline void log_info(std::string_view component, std::string_view message,
                     std::initializer_list<LogField> fields = {}) {
  log(LogLevel::kInfo, component, message, fields);
}
inline void log_warning(std::string_view component, std::string_view message,
                        std::initializer_list<LogField> fields = {}) {
  log(LogLevel::kWarning, component, message, fields);
}
inline void log_error(std::string_view component, std::string_view message,
                      std::initializer_list<LogField> fields = {}) {
  log(LogLevel::kError, component, message, fields);
}

}  // namespace cw
