#include "nmos/transport/http_connection.h"

#include <boost/asio/post.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace cw::nmos {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr size_t kReadBytes = 65536;

HttpResponse to_response(http::response<http::string_body> message) {
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  response.body = std::move(message.body());
  return response;
}

}  // namespace

HttpConnection::HttpConnection(const HttpClientConfig& config)
    : config_(config), buffer_(config.max_header_bytes + kReadBytes) {}

template <typename Start>
HttpConnection::ErrorCode HttpConnection::run(Start&& start, Instant deadline) {
  std::optional<ErrorCode> ended;
  if (interrupted_) return asio::error::operation_aborted;
  std::forward<Start>(start)([&ended](ErrorCode error, const auto&...) { ended = error; });
  context_.restart();
  while (!ended && context_.run_one_until(deadline) > 0) {
  }
  if (ended && !interrupted_) return *ended;
  close();
  // The handler refers to `ended`: it has to come before this returns.
  context_.restart();
  while (!ended && context_.run_one() > 0) {
  }
  return interrupted_ ? ErrorCode(asio::error::operation_aborted) : ErrorCode(beast::error::timeout);
}

void HttpConnection::interrupt(uint64_t request) {
  asio::post(context_, [this, request] {
    if (request != request_) return;
    interrupted_ = true;
    close();
  });
}

HttpConnection::ErrorCode HttpConnection::open(const tcp::endpoint& peer) {
  close();
  ErrorCode error;
  if (socket_.open(peer.protocol(), error); error) return error;
  // A request may leave in two writes; without this the second waits for the first one's acknowledgement.
  if (socket_.set_option(tcp::no_delay(true), error); error) return error;
  if (config_.local_address.empty()) return {};
  const auto local = asio::ip::make_address(config_.local_address, error);
  if (error) return error;
  if (local.is_v4() == peer.address().is_v4()) error = socket_.bind(tcp::endpoint(local, 0), error);
  return error;
}

HttpConnection::ErrorCode HttpConnection::connect(const std::string& address, uint16_t port, Instant deadline) {
  interrupted_ = false;
  ErrorCode error;
  const auto numeric = asio::ip::make_address(address, error);
  if (error) return error;
  const tcp::endpoint peer(numeric, port);
  error = open(peer);
  if (!error) error = run([&](auto done) { socket_.async_connect(peer, done); }, deadline);
  if (error) close();
  return error;
}

std::expected<HttpResponse, HttpConnection::ErrorCode> HttpConnection::exchange(Message& message, Instant deadline) {
  interrupted_ = false;
  ErrorCode error = run([&](auto done) { http::async_write(socket_, message, done); }, deadline);
  http::response_parser<http::string_body> parser;
  parser.header_limit(static_cast<uint32_t>(config_.max_header_bytes));
  parser.body_limit(config_.max_body_bytes);
  parser.skip(message.method() == http::verb::head);  // names the length of a body that does not come
  if (!error) error = run([&](auto done) { http::async_read(socket_, buffer_, parser, done); }, deadline);
  const bool reusable = !error && parser.get().keep_alive() && buffer_.size() == 0;
  if (!reusable) close();
  if (error) return std::unexpected(error);
  return to_response(parser.release());
}

bool HttpConnection::is_usable() {
  if (!socket_.is_open()) return false;
  ErrorCode error;
  char octet = 0;
  if (socket_.non_blocking(true, error); error) return false;
  socket_.receive(asio::buffer(&octet, 1), tcp::socket::message_peek, error);
  return error == asio::error::would_block;
}

void HttpConnection::close() {
  ErrorCode ignored;
  ignored = socket_.close(ignored);
  buffer_.clear();
}

}  // namespace cw::nmos
