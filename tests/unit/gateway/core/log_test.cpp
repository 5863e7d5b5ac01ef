#include "gateway/core/log.h"

#include <vector>

#include <gtest/gtest.h>

namespace cw {
namespace {

std::vector<std::string> g_lines;

void remember(LogLevel level, std::string_view component, std::string_view message,
              std::initializer_list<LogField> fields) {
  std::string line =
      std::to_string(static_cast<int>(level)) + " " + std::string(component) + ": " + std::string(message);
  for (const auto& field : fields) line += " " + std::string(field.key) + "=" + field.value;
  g_lines.push_back(line);
}

TEST(Log, GoesToTheSinkWithItsFields) {
  g_lines.clear();
  log_info("srt", "nobody hears this");
  set_log_sink(&remember);
  log_warning("srt", "client is slow", {{"client", "10.0.0.1"}, {"lost", "3"}});
  log_error("hls", "disk is full");
  set_log_sink(nullptr);
  log_info("srt", "nor this");
  EXPECT_EQ(g_lines, (std::vector<std::string>{"2 srt: client is slow client=10.0.0.1 lost=3", "3 hls: disk is full"}));
}

}  // namespace
}  // namespace cw
