// HTTP/1.1 server of the gateway: API, metrics, HLS. Own threads; handlers run on them. Survives what clients send: header and body
// limits, time-outs for slow readers and writers, a cap on connections, no path out of a mounted folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/core/tai_time.h"
#include "gateway/web/router.h"

namespace cw::web {

struct HttpServerConfig {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal
  uint16_t port = 8080;               ///< 0: any free port, see HttpServer::port()
  unsigned threads = 1;
  uint32_t max_header_bytes = 16 * 1024;
  uint32_t max_body_bytes = 1024 * 1024;
  uint32_t max_connections = 1000;
  Duration header_timeout = std::chrono::seconds{10};  ///< from the first wait to the complete request
  Duration write_timeout = std::chrono::seconds{30};   ///< for one whole response
  Duration idle_timeout = std::chrono::seconds{60};    ///< between requests of one connection
};

/// Read on any thread. Counters are approximate by one or two while requests are under way.
struct HttpStatistics {
  uint64_t requests = 0;
  uint64_t errors_4xx = 0;
  uint64_t errors_5xx = 0;
  uint64_t malformed = 0;  ///< not HTTP, too large, timed out
  uint64_t octets_sent = 0;
  uint64_t refused_connections = 0;  ///< over the cap
  uint64_t connections = 0;          ///< open now
};

class HttpServer {
 public:
  /// Binds, listens and starts the threads. Error kHost when the address or port cannot be had, with the remedy.
  [[nodiscard]] static Expected<std::unique_ptr<HttpServer>> create(HttpServerConfig config, Router router);
  /// Stops.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// The bound port.
  [[nodiscard]] uint16_t port() const;
  [[nodiscard]] HttpStatistics statistics() const;
  /// Closes every connection and joins the threads; within some 100 ms unless a handler hangs. Once stopped stays stopped.
  void stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cw::web
