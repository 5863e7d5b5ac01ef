#include "gateway/packet_io/dpdk/eal_log.h"

#include <rte_log.h>
#include <sys/types.h>

#include <cstdio>
#include <mutex>  // lint: start-up, DPDK logs from threads of its own
#include <string_view>

#include "gateway/core/log.h"  // lint: start-up, DPDK's lines go there
#include "gateway/packet_io/dpdk/message.h"

namespace cw::packet_io {
namespace {

constexpr size_t kRememberedBytes = 600;

// DPDK logs from several of its own threads, none of them a packet worker.
struct Memory {
  std::mutex mutex;  // lint: start-up, never on a packet worker
  std::string partial_line;
  std::string recent;
};

Memory& memory() {
  static Memory instance;
  return instance;
}

LogLevel level_of_current_message() {
  const int level = rte_log_cur_msg_loglevel();
  if (level >= 0 && level <= static_cast<int>(RTE_LOG_ERR)) return LogLevel::kError;
  return level == static_cast<int>(RTE_LOG_WARNING) ? LogLevel::kWarning : LogLevel::kDebug;
}

void take_line(Memory& m, std::string_view line) {
  if (line.empty()) return;
  // Whoever made the call reports its failure; DPDK's own words are detail.
  log(level_of_current_message() == LogLevel::kDebug ? LogLevel::kDebug : LogLevel::kInfo, "dpdk", line);
  if (m.recent.size() > kRememberedBytes) return;
  if (!m.recent.empty()) m.recent += "; ";
  m.recent += line;
}

ssize_t write_log(void*, const char* text, size_t size) {
  Memory& m = memory();
  const std::scoped_lock lock(m.mutex);  // lint: start-up, never on a packet worker
  m.partial_line.append(text, size);
  for (size_t end = m.partial_line.find('\n'); end != std::string::npos; end = m.partial_line.find('\n')) {
    take_line(m, std::string_view(m.partial_line).substr(0, end));
    m.partial_line.erase(0, end + 1);
  }
  return static_cast<ssize_t>(size);
}

}  // namespace

void route_dpdk_log() {
  const cookie_io_functions_t functions{.read = nullptr, .write = write_log, .seek = nullptr, .close = nullptr};
  FILE* stream = fopencookie(nullptr, "w", functions);
  if (stream == nullptr) return;
  setvbuf(stream, nullptr, _IOLBF, BUFSIZ);
  rte_openlog_stream(stream);
}

void forget_dpdk_log() {
  Memory& m = memory();
  const std::scoped_lock lock(m.mutex);  // lint: start-up, never on a packet worker
  m.recent.clear();
}

std::string recent_dpdk_log() {
  Memory& m = memory();
  const std::scoped_lock lock(m.mutex);  // lint: start-up, never on a packet worker
  return m.recent.empty() ? "no reason given" : m.recent;
}

}  // namespace cw::packet_io
