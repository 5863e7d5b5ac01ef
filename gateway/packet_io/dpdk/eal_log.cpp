#include "gateway/packet_io/dpdk/eal_log.h"

#include <dlfcn.h>
#include <rte_log.h>
#include <sys/types.h>

#include <array>
#include <cstdarg>
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

// Both libraries take a function of this shape; level 0 is a warning. Some of their warnings are part of a good start.
int write_bpf_log(int level, const char* format, va_list arguments) {
  std::array<char, 256> text{};
  const int size = vsnprintf(text.data(), text.size(), format, arguments);
  std::string_view line(text.data());
  while (line.ends_with('\n')) line.remove_suffix(1);
  if (level == 0 && !line.empty()) log(LogLevel::kDebug, "dpdk", line);
  return size;
}

// The library is there only as a dependency of a driver plug-in; it is not linked.
void route_print_of(const char* library, const char* setter) {
  void* handle = dlopen(library, RTLD_NOW | RTLD_NOLOAD);
  if (handle == nullptr) return;
  using Print = int (*)(int, const char*, va_list);
  using SetPrint = Print (*)(Print);
  const auto set_print = reinterpret_cast<SetPrint>(dlsym(handle, setter));
  if (set_print != nullptr) set_print(write_bpf_log);
  dlclose(handle);
}

}  // namespace

void route_dpdk_log() {
  const cookie_io_functions_t functions{.read = nullptr, .write = write_log, .seek = nullptr, .close = nullptr};
  FILE* stream = fopencookie(nullptr, "w", functions);
  if (stream == nullptr) return;
  setvbuf(stream, nullptr, _IOLBF, BUFSIZ);
  rte_openlog_stream(stream);
}

void route_bpf_log() {
  route_print_of("libbpf.so.1", "libbpf_set_print");
  route_print_of("libxdp.so.1", "libxdp_set_print");
}

void forget_dpdk_log() {
  Memory& m = memory();
  const std::scoped_lock lock(m.mutex);  // lint: start-up, never on a packet worker
  m.recent.clear();
}

std::string recent_dpdk_log() {
  Memory& m = memory();
  const std::scoped_lock lock(m.mutex);  // lint: start-up, never on a packet worker
  return m.recent;
}

}  // namespace cw::packet_io
