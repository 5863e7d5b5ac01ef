#include "nmos/registration/registration.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <functional>
#include <mutex>

#include "tests/unit/nmos/registration/fake_registry.h"

namespace cw::nmos {
namespace {

/// A fake registry behind a client that a thread calls.
class RegistryClient final : public HttpClient {
 public:
  HttpResult send(const HttpRequest& request, std::stop_token) override {
    const std::scoped_lock lock(mutex_);
    auto result = registry_.answer(request);
    changed_.notify_all();
    return result;
  }
  bool has_heard(const std::string& entry) {
    const std::scoped_lock lock(mutex_);
    return registry_.count(entry) > 0;
  }
  void wait_for(const std::string& entry) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return registry_.count(entry) > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  test::FakeRegistry registry_;
};

class LastAdvert final : public Advertiser {
 public:
  void show(std::optional<NodeAdvert> advert) override {
    if (!advert && on_withdrawal) on_withdrawal();
    const std::scoped_lock lock(mutex_);
    advert_ = std::move(advert);
    changed_.notify_all();
  }
  void wait_until_shown() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return advert_.has_value(); });
  }
  bool is_shown() {
    const std::scoped_lock lock(mutex_);
    return advert_.has_value();
  }
  std::function<void()> on_withdrawal;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<NodeAdvert> advert_;
};

class RegistrationTest : public testing::Test {
 public:
  RegistrationTest() { store.put(ResourceType::kNode, {{"id", "n"}}, TaiTime::from_ns(1)); }
  std::unique_ptr<Registration> make(RegistrationSettings settings) {
    settings.agent.settling = {};
    auto made = Registration::create(
        {.store = store, .directory = directory, .advertiser = advertiser, .client = client}, settings);
    EXPECT_TRUE(made);
    return std::move(*made);
  }

  ResourceStore store;
  ServiceTable directory;
  LastAdvert advertiser;
  RegistryClient client;
};

TEST_F(RegistrationTest, RegistersWithWhatDiscoveryFindsAndTellsChanges) {
  auto sut = make({});
  directory.on_change([&] { sut->discovery_changed(); });
  sut->start();
  directory.replace(Origin::kMulticast, kRegisterService,
                    {{.instance = "reg",
                      .domain = "local",
                      .host = "reg.local",
                      .addresses = {"10.0.0.1"},
                      .port = 80,
                      .txt = {{"api_ver", "v1.3"}, {"api_proto", "http"}, {"api_auth", "false"}, {"pri", "0"}}}});
  client.wait_for("POST node n");
  store.put(ResourceType::kDevice, {{"id", "d"}}, TaiTime::from_ns(2));
  client.wait_for("POST device d");
  sut->stop();
  client.wait_for("DELETE node n");
  EXPECT_EQ(sut->status().registrations, 1U);
}

TEST_F(RegistrationTest, ARegistryFromTheConfigNeedsNoDiscovery) {
  auto sut = make({.registry = "http://10.0.0.1:8010"});
  sut->start();
  client.wait_for("POST node n");
  sut->stop();
  EXPECT_EQ(sut->status().registry, "http://10.0.0.1:8010/x-nmos/registration/v1.3");
}

TEST_F(RegistrationTest, RefusesARegistryThatIsNone) {
  const auto made = Registration::create(
      {.store = store, .directory = directory, .advertiser = advertiser, .client = client}, {.registry = "reg:8010"});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, testing::HasSubstr("reg:8010"));
}

TEST_F(RegistrationTest, WithoutRegistryTheNodeIsSeenByItsPeersUntilItStops) {
  auto sut = make({.registry = {}, .peer = {.patience = std::chrono::milliseconds(1)}});
  sut->start();
  advertiser.wait_until_shown();
  sut->stop();
  EXPECT_FALSE(advertiser.is_shown());
}

TEST_F(RegistrationTest, WithdrawsTheAdvertisementWhenTheThreadCannotShowItAnyMore) {
  bool thread_has_ended = false;
  auto sut = make({.registry = "http://10.0.0.1:8010"});
  sut->start();
  advertiser.wait_until_shown();
  advertiser.on_withdrawal = [&] { thread_has_ended = client.has_heard("DELETE node n"); };
  sut->stop();
  EXPECT_TRUE(thread_has_ended);
}

}  // namespace
}  // namespace cw::nmos
