#include "tests/unit/config/example_config.h"

namespace cw::config {
namespace {

using testing::ElementsAre;

TEST(NmosConfig, IsAbsentUnlessTheFileHasIt) {
  EXPECT_FALSE(load_valid(example_document()).nmos);
  const Config sut = load_valid(example_with("/nmos", nlohmann::json::object()));
  ASSERT_TRUE(sut.nmos);
  EXPECT_EQ(sut.nmos->port, 3212);
  EXPECT_EQ(sut.nmos->address, "127.0.0.1");
  EXPECT_EQ(sut.nmos->discovery, NmosDiscovery::kAuto);
  EXPECT_TRUE(sut.nmos->follow_system);
}

TEST(NmosConfig, TakesItsValues) {
  const Config sut = load_valid(example_with("/nmos", nlohmann::json::parse(R"({"address": "0.0.0.0", "port": 80,
      "host": "10.0.0.7", "label": "Studio 1", "discovery": "unicast", "domain": "tv.example", "registry": "http://10.0.0.1:8010",
      "follow_system": false})")));
  EXPECT_EQ(sut.nmos, (NmosConfig{.address = "0.0.0.0",
                                  .port = 80,
                                  .host = "10.0.0.7",
                                  .label = "Studio 1",
                                  .discovery = NmosDiscovery::kUnicast,
                                  .domain = "tv.example",
                                  .registry = "http://10.0.0.1:8010",
                                  .follow_system = false}));
}

TEST(NmosConfig, FindsARegistryThatIsNoUrl) {
  EXPECT_THAT(faults_of(example_with("/nmos", {{"registry", "10.0.0.1:8010"}})),
              ElementsAre(is_fault("/nmos/registry", "allowed is http://HOST:PORT")));
}

TEST(NmosConfig, WantsAnAddressAndAPortOfItsOwn) {
  EXPECT_THAT(
      faults_of(example_with("/nmos", {{"address", "studio"}, {"port", 8080}})),
      ElementsAre(is_fault("/nmos/address", "allowed is an IP address"), is_fault("/nmos/port", "which web has")));
}

TEST(NmosConfig, LetsReceiversWaitForAController) {
  nlohmann::json document = example_document();
  document["receivers"][0].erase("legs");
  EXPECT_THAT(faults_of(document), ElementsAre(is_fault("/receivers/0", "or with \"nmos\" a controller")));
  document["nmos"] = nlohmann::json::object();
  EXPECT_TRUE(load_valid(document).receivers[0].parked());
  document["receivers"][0].erase("video");
  EXPECT_TRUE(load_valid(document).receivers[0].parked());
  EXPECT_FALSE(load_valid(document).receivers[1].parked());
}

TEST(NmosConfig, TakesWhatLimitsChannelMapping) {
  nlohmann::json document = example_document();
  document["receivers"][1]["mapping"] = {{"block_size", 2}, {"reordering", false}};
  document["channels"][0]["audio"]["routable"] = {"cam1-audio"};
  const Config sut = load_valid(document);
  EXPECT_EQ(sut.receivers[1].mapping, (ChannelMapping{.block_size = 2, .reordering = false}));
  EXPECT_THAT(*sut.channels[0].audio.routable, ElementsAre("cam1-audio"));
  document["channels"][0]["audio"]["routable"] = {"cam1-video"};
  EXPECT_THAT(faults_of(document), ElementsAre(is_fault("/channels/0/audio/routable/0", "a receiver of video")));
  expect_one_fault("/receivers/0/mapping", nlohmann::json::object(), "belongs to a receiver of essence \"audio\"");
}

}  // namespace
}  // namespace cw::config
