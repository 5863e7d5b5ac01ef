// The NMOS APIs behind the gateway's HTTP server, over real sockets: what controllers see, and what clients that misbehave do not break.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "gateway/web/http_server.h"
#include "tests/component/web_client.h"
#include "tests/unit/nmos/api_client.h"

namespace cw::nmos::test {
namespace {

using cw::test::WebClient;
using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr size_t kTenMegabytes = 10'000'000;

class NmosServer : public testing::Test {
 public:
  void start(web::HttpServerConfig config = {}) {
    config.port = 0;
    web::Router router;
    for (const char* path : {"/x-nmos", "/x-nmos/"}) {
      router.handle("*", path, [this](const web::Request& request) { return node.node->handle(request); });
    }
    router.set_error_reply(NmosNode::refusal);
    auto server = web::HttpServer::create(std::move(config), std::move(router));
    ASSERT_TRUE(server) << server.error().message;
    sut = std::move(*server);
  }
  static std::string head(const std::string& method, const std::string& path, const std::string& headers) {
    return method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
  }
  std::string ask(const std::string& request) {
    WebClient client(sut->port());
    EXPECT_TRUE(client.send(request)) << "a client that listens only then hears no answer";
    return client.receive_all();
  }
  std::string patch(const std::string& body) {
    return ask(head("PATCH", staged, "Content-Length: " + std::to_string(body.size()) + "\r\n") + body);
  }
  static json body_of(const std::string& response) {
    return json::parse(response.substr(response.find("\r\n\r\n") + 4), nullptr, false);
  }
  static void expect_error(const std::string& response, int status) {
    EXPECT_THAT(response, StartsWith("HTTP/1.1 " + std::to_string(status)));
    EXPECT_THAT(response, HasSubstr("Content-Type: application/json\r\n"));
    EXPECT_THAT(response, HasSubstr("Access-Control-Allow-Origin: *\r\n"));
    const json body = body_of(response);
    ASSERT_TRUE(body.is_object()) << response;
    EXPECT_EQ(body.value("code", 0), status);
    EXPECT_TRUE(body.contains("error") && body.contains("debug")) << body;
  }

  NodeUnderTest node;
  const std::string staged = node.sender_path("cam1-video") + "/staged";
  const std::string self = "/x-nmos/node/v1.3/self";
  std::unique_ptr<web::HttpServer> sut;
};

TEST_F(NmosServer, AnswersAsTheNodeDoes) {
  start();
  const std::string reply = ask(head("GET", self, ""));
  EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(reply, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_EQ(body_of(reply), node.get(self).body);
  EXPECT_THAT(ask(head("GET", self + "/?query=ignored", "")), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask(head("GET", "/x-nmos", "")), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(body_of(patch(R"({"master_enable": false})"))["master_enable"], false);
}

TEST_F(NmosServer, HeadIsGetWithoutABody) {
  start();
  const std::string reply = ask(head("HEAD", self, ""));
  EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(reply, HasSubstr("Access-Control-Allow-Origin: *\r\n"));
  EXPECT_THAT(reply, testing::EndsWith("\r\n\r\n"));
}

TEST_F(NmosServer, OptionsIsAnsweredToBrowsers) {
  start();
  const std::string reply = ask(head("OPTIONS", staged, "Access-Control-Request-Method: PATCH\r\n"));
  EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(reply, HasSubstr("Access-Control-Allow-Methods: GET, HEAD, PATCH, OPTIONS\r\n"));
}

TEST_F(NmosServer, RefusesTenMegabytes) {
  start();
  expect_error(patch(std::string(kTenMegabytes, ' ')), 413);
  std::string chunked = head("PATCH", staged, "Transfer-Encoding: chunked\r\n");
  for (size_t sent = 0; sent < kTenMegabytes; sent += 0x10000)
    chunked += "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  expect_error(ask(chunked + "0\r\n\r\n"), 413);
  expect_error(ask(head("GET", self, "X-Big: " + std::string(100'000, 'x') + "\r\n")), 431);
  EXPECT_THAT(patch("{}"), StartsWith("HTTP/1.1 200 ")) << "and goes on serving";
}

TEST_F(NmosServer, RefusesWhatIsNoRequestInTheWordsOfNmos) {
  start();
  expect_error(ask("rubbish\r\n\r\n"), 400);
  expect_error(ask(head("GET", "/x-nmos/../../etc/passwd", "")), 400);
  expect_error(ask(head("GET", "/elsewhere", "")), 404);
  expect_error(ask(head("DELETE", self, "")), 405);
}

TEST_F(NmosServer, SlowClientsHinderNobodyAndAreCut) {
  start({.header_timeout = milliseconds{500}});
  std::vector<std::unique_ptr<WebClient>> slow;
  for (int i = 0; i < 50; ++i) {
    slow.push_back(std::make_unique<WebClient>(sut->port()));
    slow.back()->send(head("PATCH", staged, "Content-Length: 100\r\n") + R"({"master_enable": fal)");
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(ask(head("GET", self, "")), StartsWith("HTTP/1.1 200 "));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds{500});
  for (auto& client : slow) EXPECT_TRUE(client->is_closed(seconds{5}));
  EXPECT_EQ(node.get(staged).body["master_enable"], true) << "half a request is none";
}

}  // namespace
}  // namespace cw::nmos::test
