// One TCP connection of the HTTP client: Boost's asynchronous calls, each run to its end or its deadline on the caller's thread.
// Private to nmos/transport.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "nmos/transport/http_client.h"

namespace cw::nmos {

class HttpConnection {
 public:
  using ErrorCode = boost::system::error_code;
  using Message = boost::beast::http::request<boost::beast::http::string_body>;

  explicit HttpConnection(const HttpClientConfig& config);

  /// Connects, from the configured local address. A connection there was is closed.
  [[nodiscard]] ErrorCode connect(const std::string& address, uint16_t port, Instant deadline);
  /// Error beast::error::timeout at the deadline, asio's operation_aborted after interrupt(); the connection is closed by any error and
  /// when the other end wants it.
  [[nodiscard]] std::expected<HttpResponse, ErrorCode> exchange(Message& message, Instant deadline);
  void close();

  /// Open, and the other end has neither closed it nor said anything unasked.
  [[nodiscard]] bool is_usable();

  /// Names the request that begins now, for interrupt().
  [[nodiscard]] uint64_t begin() { return ++request_; }
  /// Any thread: ends what is under way for that request; nothing when it is over.
  void interrupt(uint64_t request);

 private:
  /// Starts an operation and runs it to its end.
  template <typename Start>
  ErrorCode run(Start&& start, Instant deadline);
  ErrorCode open(const boost::asio::ip::tcp::endpoint& peer);

  const HttpClientConfig& config_;
  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::socket socket_{context_};
  boost::beast::flat_buffer buffer_;
  uint64_t request_ = 0;
  bool interrupted_ = false;
};

}  // namespace cw::nmos
