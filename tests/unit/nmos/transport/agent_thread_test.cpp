#include "nmos/transport/agent_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace cw::nmos {
namespace {

/// Asks once when told to.
class OneShotAgent final : public HttpAgent {
 public:
  std::optional<HttpRequest> next(Instant) override {
    if (!wanted.exchange(false)) return std::nullopt;
    return HttpRequest{.method = "POST", .url = "http://a/ask", .body = {}};
  }
  void answered(Instant, const HttpResult& result) override { status = result ? result->status : -1; }
  Instant due() const override { return Instant::max(); }
  std::optional<HttpRequest> farewell() override {
    return HttpRequest{.method = "DELETE", .url = "http://a/bye", .body = {}};
  }

  std::atomic<bool> wanted{false};
  std::atomic<int> status{0};
};

/// Answers at once, or hangs until it is stopped.
class FakeClient final : public HttpClient {
 public:
  HttpResult send(const HttpRequest& request, std::stop_token stop) override {
    std::unique_lock lock(mutex);
    urls.push_back(request.url);
    changed.notify_all();
    if (hangs && stop.stop_possible()) {
      changed.wait(lock, stop, [] { return false; });
      return host_error("given up");
    }
    return HttpResponse{.status = 200, .headers = {}, .body = {}};
  }
  void wait_for(size_t count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return urls.size() >= count; });
  }

  std::atomic<bool> hangs{false};
  std::mutex mutex;
  std::condition_variable_any changed;
  std::vector<std::string> urls;
};

TEST(AgentThread, SendsWhatTheAgentAsksForOnceItIsWoken) {
  OneShotAgent agent;
  FakeClient client;
  AgentThread sut("test", agent, client, make_pause());
  sut.start();
  agent.wanted = true;
  sut.wake();
  client.wait_for(1);
  sut.stop();
  EXPECT_EQ(agent.status, 200);
  EXPECT_EQ(client.urls, (std::vector<std::string>{"http://a/ask", "http://a/bye"}));
}

TEST(AgentThread, AStopEndsTheRequestUnderWayAndStillSaysFarewell) {
  OneShotAgent agent;
  FakeClient client;
  client.hangs = true;
  AgentThread sut("test", agent, client, make_pause());
  agent.wanted = true;
  sut.start();
  client.wait_for(1);
  sut.stop();
  EXPECT_EQ(agent.status, 0) << "what was given up is no answer";
  EXPECT_EQ(client.urls.back(), "http://a/bye");
}

TEST(AgentThread, StopsWithoutHavingBeenStarted) {
  OneShotAgent agent;
  FakeClient client;
  AgentThread sut("test", agent, client, make_pause());
  sut.stop();
  EXPECT_TRUE(client.urls.empty());
}

}  // namespace
}  // namespace cw::nmos
