// Log lines as syslog messages (RFC 5424) over UDP (RFC 5426), one datagram a line; lost ones are lost. A sink of spdlog.
#pragma once

#include <netinet/in.h>
#include <spdlog/sinks/base_sink.h>

#include <memory>
#include <mutex>
#include <string>

#include "gateway/core/error.h"

namespace cw::app {

/// "<29>1 2026-01-02T03:04:05.678Z host causeway 42 - - " for a message of this level: facility daemon.
[[nodiscard]] std::string syslog_header(spdlog::level::level_enum level, const std::string& host,
                                        const std::string& time);

class SyslogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  /// Resolves the host; fails when it has no address. `before`: what comes before every line.
  [[nodiscard]] static Expected<std::shared_ptr<SyslogSink>> create(const std::string& host, uint16_t port,
                                                                    std::string before);
  ~SyslogSink() override;

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  SyslogSink(int socket, const sockaddr_in& server, std::string before);
  int socket_;
  sockaddr_in server_;
  std::string before_;
  std::string host_;
};

}  // namespace cw::app
