#include "gateway/app/logging.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <string>

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

}  // namespace

void start_logging(LogFormat format, std::string_view level) {
  auto logger = spdlog::stderr_color_mt("causeway");
  spdlog::set_default_logger(logger);
  spdlog::set_level(spdlog::level::from_str(std::string(level)));
  spdlog::flush_on(spdlog::level::info);
  if (format == LogFormat::kJson) {
    spdlog::set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)", spdlog::pattern_time_type::utc);
    set_log_sink(&write_json);
  } else {
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%-7l%$ %v", spdlog::pattern_time_type::utc);
    set_log_sink(&write_text);
  }
}

}  // namespace cw::app
