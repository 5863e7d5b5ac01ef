// The builders of all resources, seen through build_resources().
#include <gtest/gtest.h>

#include "nmos/model/flow_resource.h"
#include "nmos/model/store_update.h"
#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

class ResourceBuilding : public ::testing::Test {
 public:
  json built(ResourceType type, const std::string& id) {
    const BuildContext context{.node = description, .ids = ids, .address = address};
    for (Resource& resource : build_resources(context)) {
      if (resource.type == type && resource.id == id) return std::move(resource.data);
    }
    return {};
  }
  json flow(const std::string& name) { return built(ResourceType::kFlow, ids.flow(name)); }
  json sender(const std::string& name) { return built(ResourceType::kSender, ids.sender(name)); }
  json receiver(const std::string& name) { return built(ResourceType::kReceiver, ids.receiver(name)); }
  json source(const std::string& name) { return built(ResourceType::kSource, ids.source(name)); }
  json node() { return built(ResourceType::kNode, ids.node()); }

  NodeDescription description = rich_node();
  Identifiers ids{"test"};
  NodeAddress address{.hosts = {"192.0.2.10", "gateway-1"}, .port = 3212};
};

TEST_F(ResourceBuilding, TheNodeSaysWhereItsApisAre) {
  const json sut = node();
  EXPECT_EQ(sut["href"], "http://192.0.2.10:3212/");
  EXPECT_EQ(sut["api"]["versions"], (json{"v1.2", "v1.3"}));
  EXPECT_EQ(sut["api"]["endpoints"][1],
            (json{{"host", "gateway-1"}, {"port", 3212}, {"protocol", "http"}, {"authorization", false}}));
}

TEST_F(ResourceBuilding, TheNodeShowsItsClock) {
  EXPECT_EQ(node()["clocks"], (json::array({{{"name", "clk0"},
                                             {"ref_type", "ptp"},
                                             {"traceable", true},
                                             {"version", "IEEE1588-2008"},
                                             {"gmid", "39-a7-94-ff-fe-07-cb-d0"},
                                             {"locked", true}}})));
  description.clock.grandmaster.clear();
  EXPECT_EQ(node()["clocks"][0]["ref_type"], "internal");
  description.clock = {};
  EXPECT_EQ(node()["clocks"][0]["ref_type"], "internal");
}

TEST_F(ResourceBuilding, TheNodeShowsItsInterfacesAndWhatTheyAreAttachedTo) {
  const json sut = node()["interfaces"];
  EXPECT_EQ(sut[0]["port_id"], "02-00-5e-10-00-ab");
  EXPECT_EQ(sut[0]["attached_network_device"], (json{{"chassis_id", "switch-1"}, {"port_id", "Ethernet1/7"}}));
  EXPECT_FALSE(sut[1].contains("attached_network_device"));
}

TEST_F(ResourceBuilding, NodeAndDeviceCarryAssetTagsBesideTheirOwn) {
  const json tags = node()["tags"];
  EXPECT_EQ(tags["site"], json::array({"London"}));
  EXPECT_EQ(tags["urn:x-nmos:tag:asset:instance-id/v1.0"], json::array({"0042"}));
  EXPECT_FALSE(tags.contains("urn:x-nmos:tag:asset:function/v1.0"));
  EXPECT_TRUE(built(ResourceType::kDevice, ids.device())["tags"].contains("urn:x-nmos:tag:asset:function/v1.0"));
}

TEST_F(ResourceBuilding, TheDeviceNamesItsControlsOnEveryHost) {
  const json sut = built(ResourceType::kDevice, ids.device());
  const auto has = [&sut](const std::string& type, const std::string& href) {
    return std::ranges::any_of(sut["controls"],
                               [&](const json& control) { return control["type"] == type && control["href"] == href; });
  };
  EXPECT_TRUE(has("urn:x-nmos:control:sr-ctrl/v1.1", "http://192.0.2.10:3212/x-nmos/connection/v1.1/"));
  EXPECT_TRUE(has("urn:x-nmos:control:sr-ctrl/v1.1", "http://gateway-1:3212/x-nmos/connection/v1.1/"));
  EXPECT_TRUE(has("urn:x-nmos:control:cm-ctrl/v1.0", "http://192.0.2.10:3212/x-nmos/channelmapping/v1.0/"));
  EXPECT_EQ(sut["senders"].size(), 5U);
  EXPECT_EQ(sut["receivers"].size(), 3U);
}

TEST_F(ResourceBuilding, AVideoFlowSaysWhatItsSdpSays) {
  const json sut = flow("cam2-video");
  EXPECT_EQ(sut["media_type"], "video/raw");
  EXPECT_EQ(sut["interlace_mode"], "interlaced_tff");
  EXPECT_EQ(sut["grain_rate"], (json{{"numerator", 25}, {"denominator", 1}}));
  EXPECT_EQ(sut["colorspace"], "BT2100");
  EXPECT_EQ(sut["transfer_characteristic"], "HLG");
  EXPECT_EQ(sut["components"][1], (json{{"name", "Cb"}, {"width", 960}, {"height", 1080}, {"bit_depth", 10}}));
  EXPECT_EQ(sut["source_id"], ids.source("cam2-video"));
}

TEST_F(ResourceBuilding, ComponentsFollowTheSampling) {
  auto& video = std::get<sdp::VideoParameters>(description.senders[0].parameters);
  video.sampling = sdp::Sampling::kYCbCr420;
  EXPECT_EQ(flow("cam1-video")["components"][2]["height"], 540);
  video.sampling = sdp::Sampling::kRgb;
  EXPECT_EQ(flow("cam1-video")["components"][2],
            (json{{"name", "B"}, {"width", 1920}, {"height", 1080}, {"bit_depth", 10}}));
  video.sampling = sdp::Sampling::kKey;
  EXPECT_EQ(flow("cam1-video")["components"].size(), 1U);
}

TEST_F(ResourceBuilding, InterlaceModeKnowsThePicturesThatBeginWithTheBottomField) {
  EXPECT_EQ(interlace_mode(sdp::Scan::kProgressive, 1080), "progressive");
  EXPECT_EQ(interlace_mode(sdp::Scan::kPsf, 1080), "interlaced_psf");
  EXPECT_EQ(interlace_mode(sdp::Scan::kInterlaced, 1080), "interlaced_tff");
  EXPECT_EQ(interlace_mode(sdp::Scan::kInterlaced, 486), "interlaced_bff");
}

TEST_F(ResourceBuilding, AudioFlowsAndSourcesAgreeWithTheSdp) {
  const json sut = flow("cam1-audio");
  EXPECT_EQ(sut["media_type"], "audio/L24");
  EXPECT_EQ(sut["bit_depth"], 24);
  EXPECT_EQ(sut["sample_rate"]["numerator"], 48'000);
  EXPECT_EQ(source("cam1-audio")["channels"],
            (json::array({{{"label", "Left"}, {"symbol", "L"}}, {{"label", "Right"}, {"symbol", "R"}}})));
}

TEST_F(ResourceBuilding, AnAudioSourceHasAsManyChannelsAsItsSdp) {
  std::get<sdp::AudioParameters>(description.senders[2].parameters).channels = 4;
  const json channels = source("cam1-audio")["channels"];
  ASSERT_EQ(channels.size(), 4U);
  EXPECT_EQ(channels[3], (json{{"label", "Channel 4"}}));
}

TEST_F(ResourceBuilding, AncillaryFlowsNameTheirWords) {
  EXPECT_EQ(flow("cam1-anc")["DID_SDID"],
            (json::array({{{"DID", "0x61"}, {"SDID", "0x01"}}, {{"DID", "0x41"}, {"SDID", "0x05"}}})));
  std::get<sdp::AncParameters>(description.senders[3].parameters).did_sdid.clear();
  EXPECT_FALSE(flow("cam1-anc").contains("DID_SDID"));
}

TEST_F(ResourceBuilding, AnOttOutputIsAMuxOverSrt) {
  const json mux_flow = flow("ott-srt");
  EXPECT_EQ(mux_flow["media_type"], "video/MP2T");
  EXPECT_EQ(mux_flow["parents"], json::array({ids.flow("cam1-video")}));
  const json sut = sender("ott-srt");
  EXPECT_EQ(sut["transport"], "urn:x-causeway:transport:srt");
  EXPECT_TRUE(sut["manifest_href"].is_null());
  EXPECT_EQ(sut["bit_rate"], 8000);
  EXPECT_EQ(sut["subscription"]["active"], true);
  EXPECT_EQ(source("ott")["parents"], json::array({ids.source("cam1-video")}));
}

TEST_F(ResourceBuilding, ASenderTellsWhereItsSdpIsAndWhatItIsBoundTo) {
  const json sut = sender("cam1-video");
  EXPECT_EQ(sut["manifest_href"], "http://192.0.2.10:3212/x-nmos/connection/v1.1/single/senders/" +
                                      ids.sender("cam1-video") + "/transportfile");
  EXPECT_EQ(sut["interface_bindings"], (json{"red", "blue"}));
  EXPECT_EQ(sut["st2110_21_sender_type"], "2110TPN");
}

TEST_F(ResourceBuilding, ReceiversSayExactlyWhatTheyTake) {
  const json video = receiver("in1-video")["caps"]["constraint_sets"][0];
  EXPECT_EQ(video["urn:x-nmos:cap:format:frame_width"]["maximum"], 3840);
  EXPECT_EQ(video["urn:x-nmos:cap:format:component_depth"]["enum"], (json{8, 10}));
  EXPECT_EQ(video["urn:x-nmos:cap:format:color_sampling"]["enum"], json::array({"YCbCr-4:2:2"}));
  EXPECT_EQ(video["urn:x-nmos:cap:format:interlace_mode"]["enum"],
            (json{"progressive", "interlaced_tff", "interlaced_bff", "interlaced_psf"}));
  const json audio = receiver("in1-audio")["caps"];
  EXPECT_EQ(audio["media_types"], (json{"audio/L24", "audio/L16"}));
  EXPECT_EQ(audio["constraint_sets"][0]["urn:x-nmos:cap:transport:packet_time"]["enum"], (json{1.0, 0.125}));
  EXPECT_EQ(receiver("in1-anc")["caps"]["media_types"], json::array({"video/smpte291"}));
}

TEST_F(ResourceBuilding, GroupHintsComeFromTheNames) {
  const auto hint = [](const json& resource) {
    return resource["tags"]["urn:x-nmos:tag:grouphint/v1.0"][0].get<std::string>();
  };
  EXPECT_EQ(hint(sender("cam1-video")), "cam1:video");
  EXPECT_EQ(hint(receiver("in1-video")), "in1:video in");
  EXPECT_EQ(hint(sender("ott-srt")), "ott:srt ott");
  json tags;
  add_group_hint(tags, "a:b", Format::kAudio, GroupRole::kSender);
  EXPECT_EQ(tags["urn:x-nmos:tag:grouphint/v1.0"][0], "a:b");
  add_group_hint(tags, "solo", Format::kAudio, GroupRole::kSender);
  EXPECT_EQ(tags["urn:x-nmos:tag:grouphint/v1.0"][0], "solo:audio");
}

}  // namespace
}  // namespace cw::nmos::test
