// One client's connection: reads requests, answers them one after the other, gives up on clients that stall. Private to web.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/web/file_slice.h"
#include "gateway/web/http_server.h"
#include "gateway/web/responder.h"

namespace cw::web {

/// Counted by every session, on any server thread. Relaxed: nothing is ordered by them.
struct ServerCounters {
  std::atomic<uint64_t> requests{0};
  std::atomic<uint64_t> errors_4xx{0};
  std::atomic<uint64_t> errors_5xx{0};
  std::atomic<uint64_t> malformed{0};
  std::atomic<uint64_t> octets_sent{0};
  std::atomic<uint64_t> refused_connections{0};
  std::atomic<uint64_t> connections{0};
};

/// What all sessions of a server share; outlives them.
struct SessionContext {
  const HttpServerConfig& config;
  const Router& router;
  ServerCounters& counters;
};

/// Lives as long as an operation is under way. All handlers run on the socket's strand.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, SessionContext context);
  ~Session();
  void start();

 private:
  using ErrorCode = boost::system::error_code;
  template <typename Body>
  using Message = boost::beast::http::response<Body>;

  void wait_for_request(Duration timeout);
  void read_request();
  void on_request(ErrorCode error);
  void refuse(ErrorCode error);
  void send(Reply reply, bool head_only, bool keep_alive, unsigned version);
  void send_text(Reply reply);
  void send_header();
  void send_file();
  void on_sent(ErrorCode error, size_t octets);
  void finish_response();
  void linger();
  void drain();
  void close();
  template <typename Fields>
  void fill_header(Fields& message, const Response& response, uint64_t content_length) const;

  boost::beast::tcp_stream stream_;
  SessionContext context_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  std::variant<std::monostate, Message<boost::beast::http::string_body>, Message<boost::beast::http::empty_body>>
      message_;
  std::optional<FileSlice> file_;
  std::vector<char> piece_;  ///< of the file under way
  bool keep_alive_ = false;
  unsigned version_ = 11;
  size_t drained_ = 0;
};

}  // namespace cw::web
