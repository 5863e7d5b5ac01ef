// The NMOS HTTP client against real sockets, and servers that misbehave in every way.
#include <gmock/gmock.h>

#include <thread>

#include "nmos/transport/http_client.h"
#include "tests/component/nasty_http_server.h"

namespace cw::nmos {
namespace {

using namespace std::chrono_literals;
using test::NastyHttpServer;
using test::ServedConnection;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\n{}";

HttpRequest get(const std::string& url) {
  return {.method = "GET", .url = url, .body = {}, .connect_limit = 1s, .limit = 1s};
}

/// Answers every request of a connection.
NastyHttpServer::Serve always(std::string_view text) {
  return [text](const ServedConnection& connection) {
    while (!connection.receive().empty()) connection.send(text);
  };
}

class HttpClientTest : public testing::Test {
 public:
  HttpResult send(const HttpRequest& request) {
    const Instant begin = std::chrono::steady_clock::now();
    HttpResult result = sut->send(request, {});
    took = std::chrono::steady_clock::now() - begin;
    return result;
  }
  /// What is said of a server that does this.
  std::string fault_with(NastyHttpServer::Serve serve) {
    const NastyHttpServer server(std::move(serve));
    const HttpResult result = send(get(server.url()));
    return result ? "none: " + std::to_string(result->status) : result.error().message;
  }

  std::unique_ptr<HttpClient> sut = make_http_client({});
  Duration took{};
};

TEST_F(HttpClientTest, BringsStatusHeadersAndBody) {
  const NastyHttpServer server(always(kOk));
  const HttpResult result = send(get(server.url()));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(result->body, "{}");
  EXPECT_EQ(result->header("x-a"), "b");
}

TEST_F(HttpClientTest, AnyStatusIsAnAnswer) {
  const NastyHttpServer server(always("HTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(send(get(server.url()))->status, 503);
}

TEST_F(HttpClientTest, AsksForHeadersAlone) {
  const NastyHttpServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\nX-A: b\r\n\r\n"));
  HttpRequest request = get(server.url());
  request.method = "HEAD";
  for (int i = 0; i < 2; ++i) {
    const HttpResult result = send(request);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->header("X-A"), "b");
  }
}

TEST_F(HttpClientTest, AnEmptyPostHasALengthAndNoType) {
  std::string seen;
  {
    const NastyHttpServer server([&](const ServedConnection& connection) {
      seen = connection.receive();
      connection.send(kOk);
    });
    ASSERT_TRUE(send({.method = "POST", .url = server.url("/health"), .body = {}}));
  }
  EXPECT_THAT(seen, testing::StartsWith("POST /health HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("Content-Length: 0\r\n"));
  EXPECT_THAT(seen, HasSubstr("Accept: application/json\r\n"));
  EXPECT_THAT(seen, HasSubstr("Host: 127.0.0.1:"));
  EXPECT_THAT(seen, Not(HasSubstr("Content-Type")));
  EXPECT_THAT(seen, Not(HasSubstr("Transfer-Encoding")));
}

TEST_F(HttpClientTest, ABodyIsJsonWithItsLength) {
  std::string seen;
  {
    const NastyHttpServer server([&](const ServedConnection& connection) {
      seen = connection.receive();
      connection.send(kOk);
    });
    ASSERT_TRUE(send({.method = "POST", .url = server.url(), .body = R"({"a":1})"}));
  }
  EXPECT_THAT(seen, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(seen, HasSubstr("Content-Length: 7\r\n"));
  EXPECT_THAT(seen, testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST_F(HttpClientTest, AsksForTheMediaTypeThatIsWanted) {
  std::string seen;
  {
    const NastyHttpServer server([&](const ServedConnection& connection) {
      seen = connection.receive();
      connection.send(kOk);
    });
    ASSERT_TRUE(send({.method = "GET", .url = server.url(), .body = {}, .accept = "application/sdp"}));
  }
  EXPECT_THAT(seen, HasSubstr("Accept: application/sdp\r\n"));
}

TEST_F(HttpClientTest, UsesOneConnectionForManyRequests) {
  const NastyHttpServer server(always(kOk));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send(get(server.url())));
  EXPECT_EQ(server.clients().size(), 1U);
}

TEST_F(HttpClientTest, MakesAnotherWhenTheServerHasClosedTheIdleOne) {
  const NastyHttpServer server([](const ServedConnection& connection) {
    (void)connection.receive();
    connection.send(kOk);
  });
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send(get(server.url())));
  EXPECT_EQ(server.clients().size(), 5U);
}

TEST_F(HttpClientTest, MakesAnotherWhenTheServerClosesInTheMomentOfAsking) {
  const NastyHttpServer server([](const ServedConnection& connection) {
    (void)connection.receive();
    connection.send(kOk);
    (void)connection.receive();  // closes without an answer
  });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(send(get(server.url())));
}

TEST_F(HttpClientTest, ReadsChunksAndBodiesThatEndWithTheConnection) {
  const NastyHttpServer chunked(always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"));
  EXPECT_EQ(send(get(chunked.url()))->body, "{}");
  const NastyHttpServer closing([](const ServedConnection& connection) {
    (void)connection.receive();
    connection.send("HTTP/1.0 200 OK\r\n\r\n{}");
  });
  EXPECT_EQ(send(get(closing.url()))->body, "{}");
}

TEST_F(HttpClientTest, SilenceEndsAtTheDeadline) {
  EXPECT_THAT(fault_with([](const ServedConnection& connection) { connection.wait(10s); }),
              HasSubstr("no answer in time"));
  EXPECT_GE(took, 1s);
  EXPECT_LT(took, 1500ms);
}

TEST_F(HttpClientTest, AHeaderThatDripsEndsAtTheDeadline) {
  const auto drip = [](const ServedConnection& connection) {
    (void)connection.receive();
    connection.send("HTTP/1.1 200 OK\r\nX: ");
    while (connection.send("a") && !connection.stopping()) connection.wait(20ms);
  };
  EXPECT_THAT(fault_with(drip), HasSubstr("no answer in time"));
  EXPECT_LT(took, 1500ms);
}

TEST_F(HttpClientTest, AHeaderWithoutEndIsCutOff) {
  const auto endless = [](const ServedConnection& connection) {
    (void)connection.receive();
    connection.send("HTTP/1.1 200 OK\r\nX: ");
    while (connection.send(std::string(4096, 'a')) && !connection.stopping()) {
    }
  };
  EXPECT_THAT(fault_with(endless), HasSubstr("header of its answer is too large"));
}

TEST_F(HttpClientTest, ABodyWithoutEndIsCutOff) {
  for (const char* header : {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"}) {
    const auto endless = [header](const ServedConnection& connection) {
      (void)connection.receive();
      connection.send(header);
      while (connection.send(std::string(65536, 'a')) && !connection.stopping()) {
      }
    };
    EXPECT_THAT(fault_with(endless), HasSubstr("body of its answer is too large")) << header;
  }
}

TEST_F(HttpClientTest, WhatIsNoHttpIsSaidToBeNone) {
  EXPECT_THAT(fault_with(always("220 mail.example ESMTP\r\n\r\n")), HasSubstr("no HTTP"));
  EXPECT_THAT(fault_with(always("HTTP/1.1 abc\r\n\r\n")), HasSubstr("no HTTP"));
  EXPECT_THAT(fault_with(always(std::string_view("\0\1\2\3\r\n\r\n", 8))), HasSubstr("no HTTP"));
}

TEST_F(HttpClientTest, AnAnswerCutShortIsNone) {
  EXPECT_THAT(fault_with([](const ServedConnection&) {}),
              testing::AnyOf(HasSubstr("closed the connection"), HasSubstr("reset")));
  const auto half = [](const ServedConnection& connection) {
    (void)connection.receive();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
  };
  EXPECT_THAT(fault_with(half), HasSubstr("closed the connection"));
}

TEST_F(HttpClientTest, OneMisbehaviourDoesNotSpoilTheNextRequest) {
  (void)fault_with(always("rubbish\r\n\r\n"));
  (void)fault_with([](const ServedConnection& connection) { connection.wait(10s); });
  const NastyHttpServer server(always(kOk));
  EXPECT_TRUE(send(get(server.url())));
}

TEST_F(HttpClientTest, AnswersThatNobodyAskedForAreNotTakenForTheNextOne) {
  const NastyHttpServer server([](const ServedConnection& connection) {
    while (!connection.receive().empty()) {
      connection.send(kOk);
      connection.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
    }
  });
  for (int i = 0; i < 5; ++i) {
    const HttpResult result = send(get(server.url()));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 200);
    std::this_thread::sleep_for(5ms);
  }
}

TEST_F(HttpClientTest, NobodyThereIsToldAtOnce) {
  EXPECT_FALSE(send(get("http://127.0.0.1:1/")));
  EXPECT_LT(took, 500ms);
  EXPECT_FALSE(send(get("https://127.0.0.1/")));
}

TEST_F(HttpClientTest, ComesFromTheAddressItIsGiven) {
  sut = make_http_client({.local_address = "127.0.0.9"});
  const NastyHttpServer server(always(kOk));
  ASSERT_TRUE(send(get(server.url())));
  EXPECT_THAT(server.clients(), testing::ElementsAre("127.0.0.9"));
}

TEST_F(HttpClientTest, AnAddressThatIsNotThisHostsIsAFault) {
  sut = make_http_client({.local_address = "192.0.2.1"});
  const NastyHttpServer server(always(kOk));
  EXPECT_FALSE(send(get(server.url())));
}

TEST_F(HttpClientTest, FindsServersByName) {
  const NastyHttpServer server(always(kOk));
  EXPECT_TRUE(send(get(server.url("/", "localhost"))));
}

TEST_F(HttpClientTest, AStopEndsTheRequestUnderWayButNotTheNext) {
  const NastyHttpServer silent([](const ServedConnection& connection) { connection.wait(10s); });
  HttpRequest request = get(silent.url());
  request.limit = 30s;
  std::stop_source stop;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(100ms);
    stop.request_stop();
  });
  const Instant begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(sut->send(request, stop.get_token()));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
  const NastyHttpServer server(always(kOk));
  EXPECT_TRUE(send(get(server.url())));
  EXPECT_FALSE(sut->send(get(server.url()), stop.get_token()));
  EXPECT_TRUE(send(get(server.url())));
}

}  // namespace
}  // namespace cw::nmos
