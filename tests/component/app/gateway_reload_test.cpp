// A whole gateway that follows a changed config (SIGHUP): what waits for a restart, what could not start, what is left of what has gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/app/find_unit.h"
#include "gateway/app/gateway.h"
#include "gateway/app/nmos/gateway_description.h"
#include "gateway/app/web_api.h"

namespace cw::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using AudioFanOut = FanOut<bus::AudioLease>;

config::NetworkConfig network(Leg leg) {
  config::NetworkConfig network;
  network.device = "net_ring" + std::to_string(index_of(leg));
  network.address = Ipv4Address{0xC0A86E0AU + 0xA00U * static_cast<uint32_t>(index_of(leg))};
  return network;
}

/// Waits for a controller.
config::ReceiverConfig receiver(const std::string& id, config::Essence essence = config::Essence::kAudio) {
  config::ReceiverConfig receiver;
  receiver.id = id;
  receiver.essence = essence;
  if (essence == config::Essence::kVideo) receiver.video.emplace();
  if (essence == config::Essence::kAudio) receiver.audio.emplace();
  return receiver;
}

config::ReceiverConfig receiver_on(const std::string& id, Leg leg) {
  config::ReceiverConfig config = receiver(id);
  config.legs[index_of(leg)] = config::ReceiverLeg{.group = Ipv4Address{0xEF010101}, .port = 5004, .source = {}};
  return config;
}

config::ChannelConfig channel(const std::vector<std::string>& audio) {
  config::ChannelConfig channel;
  channel.id = "out";
  channel.rate = FrameRate::hz(25);
  channel.inputs.audio = audio;
  channel.ladder = {{.id = "low", .width = 64, .height = 48, .bitrate_kbps = 100, .preset = "ultrafast"}};
  return channel;
}

class GatewayReloadTest : public testing::Test {
 protected:
  GatewayReloadTest() {
    config_.instance = "causeway-test-" + std::to_string(getpid());
    config_.engine.hugepages = config::Hugepages::kNever;
    config_.clock.source = config::ClockSource::kFree;
    config_.networks[index_of(Leg::kRed)] = network(Leg::kRed);
    config_.receivers = {receiver("mic"), receiver("spare"), receiver("camera", config::Essence::kVideo)};
  }

  void start() {
    auto made = Gateway::create(config_);
    ASSERT_TRUE(made) << made.error().message;
    sut_ = std::move(*made);
    const auto started = sut_->start();
    ASSERT_TRUE(started) << started.error().message;
  }

  [[nodiscard]] bool receives(const std::string& id) const {
    return sut_->read([&](const GatewayView& view) { return find_unit(view.receivers, id) != nullptr; });
  }

  /// How many more consumers the receiver takes.
  [[nodiscard]] size_t places(const std::string& id) const {
    return sut_->read([&](const GatewayView& view) {
      AudioFanOut& fan_out = find_unit(view.receivers, id)->audio;
      std::vector<std::unique_ptr<SpscRing<bus::AudioLease>>> rings;
      size_t free = 0;
      for (size_t i = 0; i <= AudioFanOut::kMaxConsumers; ++i) {
        rings.push_back(std::make_unique<SpscRing<bus::AudioLease>>(2));
        free += fan_out.connect(*rings.back()) ? 1 : 0;
      }
      for (const auto& ring : rings) fan_out.disconnect(*ring);
      return free;
    });
  }

  /// Does something with the host stack of network red.
  template <typename Action>
  void at_host(Action action) const {
    sut_->read([&](const GatewayView& view) {
      packet_io::HostStack& host = view.engine.network(Leg::kRed)->host();
      view.engine.workers().front()->run_between_cycles([&] { action(host); });
    });
  }

  config::Config config_;
  std::unique_ptr<Gateway> sut_;
};

TEST_F(GatewayReloadTest, LeavesTheNmosNodeAsItIsUntilTheRestart) {
  config_.nmos.emplace().label = "Studio";
  config_.state_directory = "/var/lib/causeway";
  start();
  config::Config wanted = config_;
  wanted.nmos->label = "Truck";
  wanted.nmos->port = 3333;
  wanted.state_directory = "/srv/causeway";
  for (int reload = 0; reload < 3; ++reload) {
    EXPECT_THAT(sut_->apply(wanted), ElementsAre(HasSubstr("nmos"), HasSubstr("state_directory"))) << reload;
    EXPECT_EQ(sut_->read(describe_gateway).label, "Studio");
    EXPECT_TRUE(sut_->read([&](const GatewayView& view) { return view.config == config_; }));
  }
  wanted.nmos.reset();
  EXPECT_THAT(sut_->apply(wanted), ElementsAre(HasSubstr("nmos"), HasSubstr("state_directory")));
  EXPECT_EQ(sut_->read(describe_gateway).label, "Studio");
  EXPECT_THAT(sut_->apply(config_), IsEmpty());
}

TEST_F(GatewayReloadTest, TriesAgainWhatCouldNotStart) {
  start();
  uint32_t groups = 0;
  const auto group = [](uint32_t number) { return Ipv4Address{0xEF100000U + number}; };
  at_host([&](packet_io::HostStack& host) {
    while (host.join(group(groups), {})) ++groups;
  });
  config::Config wanted = config_;
  wanted.receivers.push_back(receiver_on("late", Leg::kRed));
  for (int reload = 0; reload < 2; ++reload) {
    EXPECT_THAT(sut_->apply(wanted), ElementsAre(AllOf(HasSubstr("receiver late"), HasSubstr("multicast groups"))));
    EXPECT_FALSE(receives("late"));
  }
  at_host([&](packet_io::HostStack& host) {
    while (groups > 0) EXPECT_TRUE(host.leave(group(--groups), {}));
  });
  // A group's place is free once its leave has been reported as often as IGMP wants.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!sut_->apply(wanted).empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(receives("late"));
}

TEST_F(GatewayReloadTest, RefusesWhatNeedsANetworkThatWaitsForTheRestart) {
  start();
  config::Config wanted = config_;
  wanted.networks[index_of(Leg::kBlue)] = network(Leg::kBlue);
  config::SourceConfig& source = wanted.sources.emplace_back();
  source.id = "tone";
  source.audio.emplace();
  config::SenderConfig& sender = wanted.senders.emplace_back();
  sender.id = "tone-out";
  sender.source = "tone";
  sender.essence = config::Essence::kAudio;
  sender.legs[index_of(Leg::kBlue)] = config::SenderLeg{.destination = Ipv4Address{0xEF020202}, .port = 5004};
  wanted.receivers.push_back(receiver_on("late", Leg::kBlue));
  EXPECT_THAT(sut_->apply(wanted),
              ElementsAre(HasSubstr("networks"), AllOf(HasSubstr("receiver late"), HasSubstr("no network blue")),
                          AllOf(HasSubstr("sender tone-out"), HasSubstr("no network blue"))));
  EXPECT_THAT(sut_->apply(config_), IsEmpty());
}

TEST_F(GatewayReloadTest, RefusesACaptureWhileItHasNoNetwork) {
  config_.networks = {};
  start();
  config::Config wanted = config_;
  config::SourceConfig& source = wanted.sources.emplace_back();
  source.id = "capture";
  source.type = config::SourceType::kCapture;
  source.file = "/nowhere.pcap";
  EXPECT_THAT(sut_->apply(wanted), ElementsAre(AllOf(HasSubstr("source capture"), HasSubstr("needs a network"))));
}

TEST_F(GatewayReloadTest, KeepsRoutesUntilTheirChannelGoes) {
  config_.channels = {channel({"mic"})};
  start();
  const nmos::AudioRoute route{.output = "out-audio", .output_channel = 0, .input = "spare", .input_channel = 1};
  ASSERT_TRUE(sut_->route({&route, 1}));
  EXPECT_EQ(places("spare"), AudioFanOut::kMaxConsumers - 1);
  config::Config wanted = config_;
  wanted.channels[0].delay_ms += 20;
  EXPECT_THAT(sut_->apply(wanted), IsEmpty());
  EXPECT_EQ(places("spare"), AudioFanOut::kMaxConsumers - 1) << "made anew, routed as before";
  wanted.channels.clear();
  EXPECT_THAT(sut_->apply(wanted), IsEmpty());
  EXPECT_THAT(sut_->apply(config_), IsEmpty());
  EXPECT_EQ(places("spare"), AudioFanOut::kMaxConsumers) << "controllers see it begin with the config's inputs";
  EXPECT_EQ(places("mic"), AudioFanOut::kMaxConsumers - 1);
}

TEST_F(GatewayReloadTest, ShowsTheSameMapWhenAReceiverMovesToAMonoSender) {
  config_.channels = {channel({"mic"})};
  start();
  const auto map = [&] { return sut_->read(describe_gateway).mapping_outputs.at(0).active; };
  const auto before = map();
  nmos::ReceiverActivation mono{.name = "mic", .master_enable = false, .legs = {}, .media = {}};
  mono.media.emplace().parameters =
      sdp::AudioParameters{.depth = 24, .rate_hz = 48'000, .channels = 1, .packet_time_us = 1000, .channel_order = {}};
  ASSERT_THAT(sut_->activate(std::span(&std::as_const(mono), 1)),
              ElementsAre(testing::Truly([](const auto& done) { return done.has_value(); })));
  EXPECT_EQ(sut_->read(describe_gateway).mapping_inputs.at(0).channel_labels.size(), 1U);
  EXPECT_EQ(map(), before) << "another map would undo in NMOS what controllers have routed";
}

TEST_F(GatewayReloadTest, LeavesNothingOfAChannelThatCouldNotStart) {
  start();
  config::Config wanted = config_;
  wanted.channels = {channel(std::vector<std::string>(AudioFanOut::kMaxConsumers + 1, "mic"))};
  EXPECT_THAT(sut_->apply(wanted), ElementsAre(HasSubstr("feeds too many channels")));
  EXPECT_EQ(places("mic"), AudioFanOut::kMaxConsumers);
}

TEST_F(GatewayReloadTest, AnswersWhoAsksForAPictureByWhatIsWrong) {
  start();
  const web::Router router = make_router(*sut_, [] { return std::nullopt; });
  const auto status = [&](const std::string& id) {
    web::Request request;
    request.method = "GET";
    request.path = "/api/v1/receivers/" + id + "/frame.y4m";
    return (*router.find(request.method, request.path).handler)(request).status;
  };
  EXPECT_EQ(status("nobody"), 404);
  EXPECT_EQ(status("mic"), 404);
  EXPECT_EQ(status("camera"), 503) << "it receives nothing";
}

}  // namespace
}  // namespace cw::app
