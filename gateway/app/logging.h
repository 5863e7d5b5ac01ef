// Log lines of all modules on standard error: one line an event, either "key=value" text for people and journald or JSON for collectors.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/error.h"

namespace cw::app {

enum class LogFormat : uint8_t { kText, kJson };

/// Call once before any thread starts.
void start_logging(LogFormat format, std::string_view level);

/// Every line also goes to this syslog server by UDP (RFC 5424, RFC 5426), in place of one named before. Any thread.
[[nodiscard]] Expected<void> log_to_syslog(const std::string& host, uint16_t port);

}  // namespace cw::app
