// Log lines of all modules on standard error: one line an event, either "key=value" text for people and journald or JSON for collectors.
#pragma once

#include <cstdint>
#include <string_view>

namespace cw::app {

enum class LogFormat : uint8_t { kText, kJson };

/// Call once before any thread starts.
void start_logging(LogFormat format, std::string_view level);

}  // namespace cw::app
