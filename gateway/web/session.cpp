#include "gateway/web/session.h"

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <ctime>

namespace cw::web {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr size_t kPieceBytes = size_t{128} * 1024;
constexpr size_t kReadBytes = 4096;
/// A client that goes on sending after a refusal gets this much and this long before the connection is cut: enough for one that sends ten
/// megabytes before it listens.
constexpr size_t kMaxDrainedBytes = size_t{16} * 1024 * 1024;
constexpr std::chrono::seconds kDrainTime{2};

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 40> text{};
  const size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), length};
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

Request to_request(const http::request<http::string_body>& message) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.body = message.body();
  for (const auto& field : message) {
    request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  return request;
}

/// What a client that did not send a good request is told.
Response refusal(const boost::system::error_code& error, const Router& router) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return router.error(431, "the header of the request is too large");
  }
  if (error == http::error::body_limit) return router.error(413, "the body of the request is too large");
  if (error == http::error::bad_version) return router.error(505, "HTTP/1.0 and HTTP/1.1 are spoken here");
  return router.error(400, "this is not a request of HTTP/1.1");
}

void count(std::atomic<uint64_t>& counter, uint64_t n = 1) { counter.fetch_add(n, std::memory_order_relaxed); }

}  // namespace

Session::Session(boost::asio::ip::tcp::socket socket, SessionContext context)
    : stream_(std::move(socket)),
      context_(context),
      buffer_(size_t{context.config.max_header_bytes} + context.config.max_body_bytes + kReadBytes) {
  count(context_.counters.connections);
}

Session::~Session() { context_.counters.connections.fetch_sub(1, std::memory_order_relaxed); }

void Session::start() {
  ErrorCode ignored;
  // Header and body may leave in two writes; without this the second waits for the first one's acknowledgement.
  ignored = stream_.socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  wait_for_request(context_.config.header_timeout);
}

void Session::wait_for_request(Duration timeout) {
  if (buffer_.size() > 0) return read_request();  // pipelined
  stream_.expires_after(timeout);
  stream_.async_read_some(buffer_.prepare(kReadBytes), [self = shared_from_this()](ErrorCode error, size_t octets) {
    if (error) return self->close();
    self->buffer_.commit(octets);
    self->read_request();
  });
}

void Session::read_request() {
  parser_.emplace();
  parser_->header_limit(context_.config.max_header_bytes);
  parser_->body_limit(context_.config.max_body_bytes);
  stream_.expires_after(context_.config.header_timeout);
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](ErrorCode error, size_t) { self->on_request(error); });
}

void Session::on_request(ErrorCode error) {
  if (error) return refuse(error);
  const auto& message = parser_->get();
  count(context_.counters.requests);
  if (message.version() >= 11 && message.count(http::field::host) != 1) return refuse(http::error::bad_field);
  Request request = to_request(message);
  const bool keep_alive = message.keep_alive();
  const unsigned version = message.version();
  const bool head_only = request.method == "HEAD";
  send(respond(request, context_.router), head_only, keep_alive, version);
}

void Session::refuse(ErrorCode error) {
  if (error == http::error::end_of_stream) return linger();
  count(context_.counters.malformed);
  if (error == beast::error::timeout || error.category() != http::make_error_code(http::error::bad_method).category()) {
    return close();
  }
  send(Reply{.response = refusal(error, context_.router), .file = {}}, false, false, 11);
}

void Session::send(Reply reply, bool head_only, bool keep_alive, unsigned version) {
  const int status = reply.response.status;
  if (status >= 400) count(status < 500 ? context_.counters.errors_4xx : context_.counters.errors_5xx);
  keep_alive_ = keep_alive;
  version_ = version;
  parser_.reset();
  stream_.expires_after(context_.config.write_timeout);
  if (!reply.file && !head_only && has_body(status)) return send_text(std::move(reply));
  const uint64_t length = reply.file ? reply.file->length : reply.response.body.size();
  auto& message = message_.emplace<Message<http::empty_body>>();
  fill_header(message, reply.response, length);
  if (!head_only) file_ = std::move(reply.file);
  send_header();
}

template <typename Fields>
void Session::fill_header(Fields& message, const Response& response, uint64_t content_length) const {
  message.version(version_);
  message.result(static_cast<unsigned>(response.status));
  message.set(http::field::server, "causeway");
  message.set(http::field::date, http_date());
  message.set("X-Content-Type-Options", "nosniff");
  if (has_body(response.status)) {
    message.set(http::field::content_type, response.content_type);
    message.content_length(content_length);
  }
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive_);
}

void Session::send_text(Reply reply) {
  auto& message = message_.emplace<Message<http::string_body>>();
  fill_header(message, reply.response, reply.response.body.size());
  message.body() = std::move(reply.response.body);
  http::async_write(stream_, message,
                    [self = shared_from_this()](ErrorCode error, size_t octets) { self->on_sent(error, octets); });
}

void Session::send_header() {
  http::async_write(stream_, std::get<Message<http::empty_body>>(message_),
                    [self = shared_from_this()](ErrorCode error, size_t octets) { self->on_sent(error, octets); });
}

void Session::send_file() {
  piece_.resize(kPieceBytes);
  const size_t size = file_->read(piece_);
  if (size == 0) return close();  // shorter than promised: the client has to see a broken transfer
  stream_.expires_after(context_.config.write_timeout);
  boost::asio::async_write(
      stream_, boost::asio::buffer(piece_.data(), size),
      [self = shared_from_this()](ErrorCode error, size_t octets) { self->on_sent(error, octets); });
}

void Session::on_sent(ErrorCode error, size_t octets) {
  count(context_.counters.octets_sent, octets);
  if (error) return close();
  if (file_ && file_->length > 0) return send_file();
  finish_response();
}

void Session::finish_response() {
  message_.emplace<std::monostate>();
  file_.reset();
  if (!keep_alive_) return linger();
  wait_for_request(context_.config.idle_timeout);
}

void Session::linger() {
  ErrorCode ignored;
  ignored = stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(kDrainTime);
  buffer_.clear();
  drain();
}

/// Closing while octets of the client are unread would send a reset, which can overtake the answer.
void Session::drain() {
  stream_.async_read_some(buffer_.prepare(kReadBytes), [self = shared_from_this()](ErrorCode error, size_t octets) {
    self->drained_ += octets;
    if (error || self->drained_ > kMaxDrainedBytes) return self->close();
    self->drain();
  });
}

void Session::close() { stream_.close(); }

}  // namespace cw::web
