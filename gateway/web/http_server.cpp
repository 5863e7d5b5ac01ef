#include "gateway/web/http_server.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <thread>

#include "gateway/core/log.h"
#include "gateway/web/session.h"

namespace cw::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::string listen_fault(const HttpServerConfig& config, const boost::system::error_code& error) {
  const std::string where = fmt::format("{} port {}", config.address, config.port);
  if (error == asio::error::address_in_use) {
    return fmt::format(
        "cannot serve HTTP on {0}: the port is in use; stop the program that has it (\"ss -ltnp 'sport = :{1}'\" "
        "names it) or set another web.port",
        where, config.port);
  }
  if (error == asio::error::access_denied) {
    return fmt::format(
        "cannot serve HTTP on {}: ports below 1024 need CAP_NET_BIND_SERVICE; grant it or set another web.port", where);
  }
  if (error == boost::system::errc::address_not_available) {
    return fmt::format(
        "cannot serve HTTP on {}: no interface of this machine has that address; set web.address to one of "
        "\"ip address\", 127.0.0.1 or 0.0.0.0",
        where);
  }
  return fmt::format("cannot serve HTTP on {}: {}", where, error.message());
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpServerConfig config, Router router) : config_(std::move(config)), router_(std::move(router)) {}
  ~Impl() { stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Expected<void> listen();
  void start();
  void stop();
  [[nodiscard]] uint16_t port() const { return port_; }
  [[nodiscard]] const ServerCounters& counters() const { return counters_; }

 private:
  void accept();
  void on_accept(const boost::system::error_code& error, tcp::socket socket);
  void accept_later();

  HttpServerConfig config_;
  Router router_;
  ServerCounters counters_;
  // The context owns the sessions, by their handlers; stop() closes them all by letting go of it.
  struct Network {
    asio::io_context context;
    tcp::acceptor acceptor{context};
    asio::steady_timer retry{context};
  };
  std::unique_ptr<Network> network_ = std::make_unique<Network>();
  std::vector<std::thread> threads_;
  uint16_t port_ = 0;
};

Expected<void> HttpServer::Impl::listen() {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(config_.address, error);
  if (error) return input_error(fmt::format("web.address is \"{}\"; allowed is an IP address", config_.address));
  const tcp::endpoint endpoint(address, config_.port);
  error = network_->acceptor.open(endpoint.protocol(), error);
  if (!error) error = network_->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) error = network_->acceptor.bind(endpoint, error);
  if (!error) error = network_->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return host_error(listen_fault(config_, error));
  port_ = network_->acceptor.local_endpoint(error).port();
  return {};
}

void HttpServer::Impl::start() {
  accept();
  const unsigned count = std::max(1U, config_.threads);
  for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this] { network_->context.run(); });
}

void HttpServer::Impl::stop() {
  if (!network_) return;
  network_->context.stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  network_.reset();
}

void HttpServer::Impl::accept() {
  network_->acceptor.async_accept(
      asio::make_strand(network_->context),
      [this](const boost::system::error_code& error, tcp::socket socket) { on_accept(error, std::move(socket)); });
}

void HttpServer::Impl::on_accept(const boost::system::error_code& error, tcp::socket socket) {
  if (error == asio::error::operation_aborted) return;
  if (error) return accept_later();  // out of descriptors, mostly: some will come free
  if (counters_.connections.load(std::memory_order_relaxed) >= config_.max_connections) {
    counters_.refused_connections.fetch_add(1, std::memory_order_relaxed);
  } else {
    std::make_shared<Session>(std::move(socket), SessionContext{config_, router_, counters_})->start();
  }
  accept();
}

void HttpServer::Impl::accept_later() {
  counters_.refused_connections.fetch_add(1, std::memory_order_relaxed);
  network_->retry.expires_after(std::chrono::milliseconds{100});
  network_->retry.async_wait([this](const boost::system::error_code& error) {
    if (!error) accept();
  });
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() = default;

Expected<std::unique_ptr<HttpServer>> HttpServer::create(HttpServerConfig config, Router router) {
  auto impl = std::make_unique<Impl>(std::move(config), std::move(router));
  if (auto listening = impl->listen(); !listening) return std::unexpected(listening.error());
  impl->start();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

uint16_t HttpServer::port() const { return impl_->port(); }

HttpStatistics HttpServer::statistics() const {
  const ServerCounters& counters = impl_->counters();
  const auto read = [](const std::atomic<uint64_t>& counter) { return counter.load(std::memory_order_relaxed); };
  return HttpStatistics{.requests = read(counters.requests),
                        .errors_4xx = read(counters.errors_4xx),
                        .errors_5xx = read(counters.errors_5xx),
                        .malformed = read(counters.malformed),
                        .octets_sent = read(counters.octets_sent),
                        .refused_connections = read(counters.refused_connections),
                        .connections = read(counters.connections)};
}

void HttpServer::stop() { impl_->stop(); }

}  // namespace cw::web
