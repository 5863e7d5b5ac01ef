#include "gateway/app/logging.h"

#include <spdlog/sinks/dist_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "gateway/app/syslog_sink.h"
#include "gateway/core/log.h"

namespace cw::app {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarning: return spdlog::level::warn;
    case LogLevel::kError: break;
  }
  return spdlog::level::err;
}

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=\n") != std::string_view::npos;
}

void write_text(LogLevel level, std::string_view component, std::string_view message,
                std::initializer_list<LogField> fields) {
  std::string line;
  line.append("[").append(component).append("] ").append(message);
  for (const LogField& field : fields) {
    line.append(" ").append(field.key).append("=");
    line.append(needs_quotes(field.value)
                    ? nlohmann::json(field.value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                    : field.value);
  }
  // What peers and files say must neither begin another line nor steer a terminal.
  std::ranges::replace_if(line, [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
  spdlog::log(level_of(level), "{}", line);
}

void write_json(LogLevel level, std::string_view component, std::string_view message,
                std::initializer_list<LogField> fields) {
  nlohmann::ordered_json line{{"component", component}, {"message", message}};
  for (const LogField& field : fields) line[std::string(field.key)] = field.value;
  std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.erase(0, 1);  // the pattern opens the object with time and level
  spdlog::log(level_of(level), "{}", text);
}

/// What the pattern opens each line with, but for time and level: syslog has those in its own header.
std::string& opening() {
  static std::string text;
  return text;
}

/// Sinks may come and go while lines are written.
const std::shared_ptr<spdlog::sinks::dist_sink_mt>& lines_go_to() {
  static const auto kSinks = std::make_shared<spdlog::sinks::dist_sink_mt>();
  return kSinks;
}

}  // namespace

Expected<void> log_to_syslog(const std::string& host, uint16_t port) {
  static std::mutex mutex;
  static std::shared_ptr<SyslogSink> last;
  static std::pair<std::string, uint16_t> server;
  const std::scoped_lock lock(mutex);
  if (last && server == std::pair(host, port)) return {};
  auto made = SyslogSink::create(host, port, opening());
  if (!made) return std::unexpected(made.error());
  if (last) lines_go_to()->remove_sink(last);
  last = *made;
  server = {host, port};
  lines_go_to()->add_sink(last);
  log_info("log", "lines also go to the facility's syslog server", {{"host", host}, {"port", std::to_string(port)}});
  return {};
}

void start_logging(LogFormat format, std::string_view level) {
  lines_go_to()->add_sink(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("causeway", lines_go_to()));
  spdlog::set_level(spdlog::level::from_str(std::string(level)));
  spdlog::flush_on(spdlog::level::info);
  if (format == LogFormat::kJson) {
    spdlog::set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)", spdlog::pattern_time_type::utc);
    opening() = "{";
    set_log_sink(&write_json);
  } else {
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%-7l%$ %v", spdlog::pattern_time_type::utc);
    set_log_sink(&write_text);
  }
}

}  // namespace cw::app
