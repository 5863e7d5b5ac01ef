#include "nmos/system_api/system_client.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace cw::nmos {
namespace {

class ConfigurationClient final : public HttpClient {
 public:
  HttpResult send(const HttpRequest&, std::stop_token) override {
    return HttpResponse{
        .status = 200,
        .headers = {},
        .body =
            R"({"id":"i","version":"1:0","is04":{"heartbeat_interval":8},"ptp":{"announce_receipt_timeout":2,"domain_number":57}})"};
  }
};

TEST(SystemClient, FollowsTheSystemApiThatDiscoveryFinds) {
  ServiceTable directory;
  ConfigurationClient client;
  std::mutex mutex;
  std::condition_variable condition;
  Duration heartbeat{};
  SystemClient sut(
      directory, client,
      [&](const SystemParameters& parameters, Duration interval) {
        const std::scoped_lock lock(mutex);
        EXPECT_EQ(parameters.ptp_domain, 57);
        heartbeat = interval;
        condition.notify_all();
      },
      0);
  directory.on_change([&] { sut.discovery_changed(); });
  sut.start();
  directory.replace(Origin::kUnicast, kSystemService,
                    {{.instance = "sys",
                      .domain = "example",
                      .host = "sys.example",
                      .addresses = {"10.0.0.1"},
                      .port = 80,
                      .txt = {{"api_ver", "v1.0"}, {"api_proto", "http"}, {"pri", "0"}}}});
  {
    std::unique_lock lock(mutex);
    condition.wait(lock, [&] { return heartbeat > Duration::zero(); });
  }
  sut.stop();
  EXPECT_EQ(heartbeat, std::chrono::seconds(8));
  EXPECT_EQ(sut.status().api, "http://10.0.0.1/x-nmos/system/v1.0");
}

}  // namespace
}  // namespace cw::nmos
