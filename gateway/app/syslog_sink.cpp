#include "gateway/app/syslog_sink.h"

#include <fmt/core.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <ctime>
#include <utility>

namespace cw::app {
namespace {

constexpr int kDaemonFacility = 3;

int severity_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::critical: return 2;
    case spdlog::level::err: return 3;
    case spdlog::level::warn: return 4;
    case spdlog::level::info: return 6;
    default: return 7;
  }
}

std::string time_text(spdlog::log_clock::time_point time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(since - seconds);
  const time_t whole = seconds.count();
  tm utc{};
  gmtime_r(&whole, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, milliseconds.count());
}

}  // namespace

std::string syslog_header(spdlog::level::level_enum level, const std::string& host, const std::string& time) {
  return fmt::format("<{}>1 {} {} causeway {} - - ", kDaemonFacility * 8 + severity_of(level), time, host, getpid());
}

Expected<std::shared_ptr<SyslogSink>> SyslogSink::create(const std::string& host, uint16_t port, std::string before) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0 || found == nullptr) {
    return host_error(fmt::format("syslog server {} has no address; check the name in the System API (IS-09)", host));
  }
  sockaddr_in server = *reinterpret_cast<const sockaddr_in*>(found->ai_addr);
  freeaddrinfo(found);
  server.sin_port = htons(port);
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return host_error("no socket for syslog; raise the limit of open files");
  return std::shared_ptr<SyslogSink>(new SyslogSink(descriptor, server, std::move(before)));
}

SyslogSink::SyslogSink(int socket, const sockaddr_in& server, std::string before)
    : socket_(socket), server_(server), before_(std::move(before)) {
  std::array<char, HOST_NAME_MAX + 1> name{};
  host_ = gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "-";
}

SyslogSink::~SyslogSink() { close(socket_); }

void SyslogSink::sink_it_(const spdlog::details::log_msg& message) {
  std::string line = syslog_header(message.level, host_, time_text(message.time)) + before_;
  line.append(message.payload.data(), message.payload.size());
  (void)sendto(socket_, line.data(), line.size(), 0, reinterpret_cast<const sockaddr*>(&server_), sizeof(server_));
}

}  // namespace cw::app
