#include "nmos/transport/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/verb.hpp>

#include "nmos/transport/host_lookup.h"
#include "nmos/transport/http_connection.h"
#include "nmos/transport/http_url.h"

namespace cw::nmos {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;

bool is_rubbish(const ErrorCode& error) {
  return error.category() == http::make_error_code(http::error::bad_version).category() &&
         error != http::error::end_of_stream;
}

/// What happened, for the log.
std::string words_for(const ErrorCode& error) {
  if (error == beast::error::timeout) return "no answer in time";
  if (error == asio::error::operation_aborted) return "given up";
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return "the header of its answer is too large";
  if (error == http::error::body_limit) return "the body of its answer is too large";
  if (error == http::error::end_of_stream || error == http::error::partial_message || error == asio::error::eof) {
    return "it closed the connection without a whole answer";
  }
  if (is_rubbish(error)) return fmt::format("its answer is no HTTP ({})", error.message());
  return error.message();
}

/// An idle connection that the other end had closed, or was just closing.
bool is_worth_another_connection(const ErrorCode& error) {
  return error == http::error::end_of_stream || error == asio::error::connection_reset ||
         error == asio::error::broken_pipe || error == asio::error::eof;
}

HttpConnection::Message to_message(const HttpRequest& request, const HttpUrl& url) {
  HttpConnection::Message message(http::string_to_verb(request.method), url.target, 11);
  message.set(http::field::host, url.authority());
  message.set(http::field::accept, request.accept);
  message.set(http::field::user_agent, "causeway");
  if (!request.body.empty()) message.set(http::field::content_type, "application/json");
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

class BeastHttpClient final : public HttpClient {
 public:
  explicit BeastHttpClient(HttpClientConfig config) : config_(std::move(config)) {}

  HttpResult send(const HttpRequest& request, std::stop_token stop) override {
    const Instant now = std::chrono::steady_clock::now();
    auto url = parse_http_url(request.url);
    if (!url) return std::unexpected(std::move(url.error()));
    const std::stop_callback interrupt(stop, [this, number = connection_.begin()] { connection_.interrupt(number); });
    const Deadlines deadlines{.connected = now + std::min(request.connect_limit, request.limit),
                              .answered = now + request.limit};
    HttpConnection::Message message = to_message(request, *url);
    if (connected_to_ == url->authority() && connection_.is_usable()) {
      auto response = connection_.exchange(message, deadlines.answered);
      if (response) return std::move(*response);
      if (!is_worth_another_connection(response.error())) return failure(*url, response.error());
    }
    if (auto connected = connect(*url, deadlines.connected, stop); !connected) {
      return std::unexpected(std::move(connected.error()));
    }
    auto response = connection_.exchange(message, deadlines.answered);
    if (!response) return failure(*url, response.error());
    return std::move(*response);
  }

 private:
  struct Deadlines {
    Instant connected;
    Instant answered;
  };

  static std::unexpected<Error> failure(const HttpUrl& url, const ErrorCode& error) {
    return host_error(fmt::format("{}: {}", url.authority(), words_for(error)));
  }

  Expected<void> connect(const HttpUrl& url, Instant deadline, const std::stop_token& stop) {
    connected_to_.clear();
    auto addresses = lookup_.addresses_of(url.host, deadline, stop);
    if (!addresses) return std::unexpected(std::move(addresses.error()));
    ErrorCode error;
    for (const std::string& address : *addresses) {
      error = connection_.connect(address, url.port, deadline);
      if (!error) {
        connected_to_ = url.authority();
        return {};
      }
      if (error == asio::error::operation_aborted) break;
    }
    return failure(url, error);
  }

  HttpClientConfig config_;
  HttpConnection connection_{config_};
  HostLookup lookup_;
  std::string connected_to_;
};

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (web::equal_ignoring_case(key, name)) return value;
  }
  return {};
}

std::unique_ptr<HttpClient> make_http_client(HttpClientConfig config) {
  return std::make_unique<BeastHttpClient>(std::move(config));
}

}  // namespace cw::nmos
