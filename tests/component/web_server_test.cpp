// The HTTP server over real sockets: good clients, wrong clients, slow clients, many clients.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "gateway/web/http_server.h"
#include "tests/component/web_client.h"
#include "tests/unit/gateway/web/test_folder.h"

namespace cw::web {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::WebClient;
using testing::HasSubstr;
using testing::StartsWith;

class WebServer : public testing::Test {
 protected:
  void start(HttpServerConfig config = {}) {
    config.port = 0;
    Router router;
    router.get("/hello", [](const Request&) {
      return Response{.status = 200, .content_type = "text/plain", .body = "hello", .headers = {}};
    });
    router.handle("POST", "/echo", [](const Request& request) {
      return Response{.status = 200, .content_type = "text/plain", .body = request.body, .headers = {}};
    });
    router.mount_directory("/hls/", folder_.path());
    auto server = HttpServer::create(std::move(config), std::move(router));
    ASSERT_TRUE(server) << server.error().message;
    sut_ = std::move(*server);
  }

  std::string ask(std::string_view request) {
    WebClient client(sut_->port());
    client.send(request);
    return client.receive_all();
  }
  std::string get(const std::string& target, const std::string& headers = "") {
    return ask("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n");
  }
  static std::string body_of(const std::string& response) {
    const size_t end = response.find("\r\n\r\n");
    return end == std::string::npos ? "" : response.substr(end + 4);
  }

  test::TestFolder folder_;
  std::unique_ptr<HttpServer> sut_;
};

TEST_F(WebServer, AnswersAndKeepsTheConnection) {
  start();
  WebClient client(sut_->port());
  for (int i = 0; i < 3; ++i) {
    client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string response = client.receive_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(body_of(response), "hello");
  }
  EXPECT_EQ(sut_->statistics().requests, 3U);
  EXPECT_EQ(sut_->statistics().connections, 1U);
}

TEST_F(WebServer, AnswersPipelinedRequestsInOrder) {
  start();
  std::string requests;
  for (int i = 0; i < 50; ++i)
    requests += "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n" + std::to_string(10 + i);
  WebClient client(sut_->port());
  client.send(requests);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(body_of(client.receive_response()), std::to_string(10 + i));
}

TEST_F(WebServer, SendsFilesWholeAndInParts) {
  start();
  std::string segment(3'000'000, '\0');
  for (size_t i = 0; i < segment.size(); ++i) segment[i] = static_cast<char>(i * 7 + i / 251);
  folder_.write("demo/720p/1.m4s", segment);
  const std::string whole = get("/hls/demo/720p/1.m4s");
  EXPECT_THAT(whole, HasSubstr("Content-Type: video/iso.segment\r\n"));
  EXPECT_TRUE(body_of(whole) == segment);
  const std::string part = get("/hls/demo/720p/1.m4s", "Range: bytes=1000000-1999999\r\n");
  EXPECT_THAT(part, StartsWith("HTTP/1.1 206 "));
  EXPECT_TRUE(body_of(part) == segment.substr(1'000'000, 1'000'000));
}

TEST_F(WebServer, LeavesTheBodyOutOfAnswersToHead) {
  start();
  folder_.write("1.m4s", "0123456789");
  for (const char* target : {"/hello", "/hls/1.m4s", "/none"}) {
    const std::string response =
        ask("HEAD " + std::string(target) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(response, HasSubstr("Content-Length: ")) << response;
    EXPECT_EQ(body_of(response), "");
  }
}

TEST_F(WebServer, SaysNotModifiedWithoutABody) {
  start();
  folder_.write("a.m3u8", "#EXTM3U\n");
  const std::string first = get("/hls/a.m3u8");
  const size_t at = first.find("ETag: ") + 6;
  const std::string second =
      get("/hls/a.m3u8", "If-None-Match: " + first.substr(at, first.find("\r\n", at) - at) + "\r\n");
  EXPECT_THAT(second, StartsWith("HTTP/1.1 304 "));
  EXPECT_EQ(body_of(second), "");
}

TEST_F(WebServer, SpeaksHttp10) {
  start();
  const std::string response = ask("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_THAT(response, StartsWith("HTTP/1.0 200 OK\r\n"));
  EXPECT_EQ(body_of(response), "hello");
}

TEST_F(WebServer, RefusesWhatIsNotHttp) {
  start();
  EXPECT_THAT(ask("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("GET\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("GET /hello HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 ")) << "no Host";
  EXPECT_THAT(ask("GET /hello HTTP/1.1\r\nHost: x\r\nbroken header\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("GET /hello HTTP/3.0\r\nHost: x\r\n\r\n"), HasSubstr(" 505 "));
  EXPECT_THAT(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(get("/../etc/passwd"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(get("/hls/%2e%2e/%2e%2e/etc/passwd"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(get("/hls//etc/passwd"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(get("/hello", "Connection: close\r\n"), StartsWith("HTTP/1.1 200 ")) << "and goes on serving";
  EXPECT_GE(sut_->statistics().malformed, 6U);
}

TEST_F(WebServer, LimitsHeaderAndBody) {
  start({.max_header_bytes = 4096, .max_body_bytes = 10'000});
  EXPECT_THAT(get("/hello", "X-Big: " + std::string(100'000, 'x') + "\r\n"), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x')),
              StartsWith("HTTP/1.1 413 "));
  const std::string fits(10'000, 'x');
  EXPECT_EQ(body_of(ask("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10000\r\n\r\n" + fits)),
            fits);
}

TEST_F(WebServer, CutsClientsThatDripTheirRequest) {
  start({.header_timeout = milliseconds{300}});
  WebClient silent(sut_->port());
  WebClient dripping(sut_->port());
  const auto begin = std::chrono::steady_clock::now();
  bool open = true;
  for (int i = 0; open && i < 100; ++i) {
    open = dripping.send("G") && !dripping.is_closed(milliseconds{50});
  }
  EXPECT_FALSE(open);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds{3});
  EXPECT_TRUE(silent.is_closed(seconds{3}));
  EXPECT_THAT(get("/hello"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(WebServer, CutsClientsThatDoNotRead) {
  start({.write_timeout = milliseconds{300}});
  folder_.write("big.m4s", std::string(50'000'000, 'x'));
  WebClient stalled(sut_->port(), 4096);
  stalled.send("GET /hls/big.m4s HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto deadline = std::chrono::steady_clock::now() + seconds{10};
  while (sut_->statistics().requests == 0 || sut_->statistics().connections > 0) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::sleep_for(milliseconds{20});
  }
  EXPECT_LT(stalled.receive_all().size(), 50'000'000U);
}

TEST_F(WebServer, ClosesIdleConnections) {
  start({.idle_timeout = milliseconds{200}});
  WebClient client(sut_->port());
  client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  client.receive_response();
  EXPECT_TRUE(client.is_closed(seconds{3}));
}

TEST_F(WebServer, ServesTwoHundredConnectionsAtOnce) {
  start({.threads = 2});
  folder_.write("1.m4s", std::string(300'000, 's'));
  std::vector<std::unique_ptr<WebClient>> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(std::make_unique<WebClient>(sut_->port()));
  for (auto& client : clients) ASSERT_TRUE(client->send("GET /hls/1.m4s HTTP/1.1\r\nHost: x\r\n\r\n"));
  for (auto& client : clients) EXPECT_EQ(body_of(client->receive_response()).size(), 300'000U);
  EXPECT_EQ(sut_->statistics().requests, 200U);
}

TEST_F(WebServer, RefusesConnectionsOverTheCap) {
  start({.max_connections = 2});
  WebClient first(sut_->port());
  WebClient second(sut_->port());
  for (WebClient* client : {&first, &second}) {
    client->send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(body_of(client->receive_response()), "hello");
  }
  WebClient third(sut_->port());
  EXPECT_TRUE(third.is_closed(seconds{3}));
  EXPECT_EQ(sut_->statistics().refused_connections, 1U);
}

TEST_F(WebServer, SaysWhatToDoWhenThePortIsTaken) {
  start();
  const auto second = HttpServer::create({.port = sut_->port()}, Router{});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::kHost);
  EXPECT_THAT(second.error().message, HasSubstr("is in use; stop the program that has it"));
  const auto elsewhere = HttpServer::create({.address = "192.0.2.1", .port = 0}, Router{});
  ASSERT_FALSE(elsewhere);
  EXPECT_THAT(elsewhere.error().message, HasSubstr("no interface of this machine has that address"));
  EXPECT_FALSE(HttpServer::create({.address = "nonsense", .port = 0}, Router{}));
}

TEST_F(WebServer, StopsAtOnceWithClientsConnected) {
  start();
  WebClient idle(sut_->port());
  WebClient half(sut_->port());
  half.send("GET /hello HTTP/1.1\r\n");
  WebClient busy(sut_->port());
  busy.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  busy.receive_response();
  const auto begin = std::chrono::steady_clock::now();
  sut_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds{500});
  EXPECT_TRUE(idle.is_closed(seconds{1}));
  EXPECT_TRUE(half.is_closed(seconds{1}));
  sut_->stop();
}

}  // namespace
}  // namespace cw::web
