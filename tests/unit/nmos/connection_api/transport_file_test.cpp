#include "nmos/connection_api/transport_file.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/connection_api/sdp_texts.h"
#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

class TransportFile : public ::testing::Test {
 public:
  Expected<void> apply(Format format, const std::string& sdp) {
    const Connection connection = connection_of(receiver("in", format, {kRed, kBlue}), Identifiers("test"));
    settings = connection.staged;
    settings.sdp = sdp;
    return apply_transport_file(connection, settings);
  }
  Settings settings;
};

TEST_F(TransportFile, SetsTheFirstLegAndSwitchesTheSecondOff) {
  ASSERT_TRUE(apply(Format::kVideo, video_sdp()));
  EXPECT_EQ(settings.legs[0], (json{{"source_ip", "198.51.100.9"},
                                    {"multicast_ip", "232.40.50.7"},
                                    {"interface_ip", "auto"},
                                    {"destination_port", 5011},
                                    {"rtp_enabled", true}}));
  EXPECT_EQ(settings.legs[1]["rtp_enabled"], false);
  EXPECT_TRUE(settings.media);
}

TEST_F(TransportFile, SetsBothLegsOfAPair) {
  ASSERT_TRUE(apply(Format::kAudio, audio_sdp()));
  EXPECT_EQ(settings.legs[0]["multicast_ip"], "232.1.1.1");
  EXPECT_EQ(settings.legs[1]["multicast_ip"], "232.1.1.2");
  EXPECT_EQ(settings.legs[1]["source_ip"], "203.0.113.9");
  EXPECT_EQ(settings.legs[1]["rtp_enabled"], true);
}

TEST_F(TransportFile, TakesUnicastToItsOwnAddressOnly) {
  std::string sdp = video_sdp();
  const auto replace = [&sdp](const std::string& from, const std::string& to) {
    sdp.replace(sdp.find(from), from.size(), to);
  };
  replace("232.40.50.7/32", "192.0.2.1");
  replace("a=source-filter: incl IN IP4 232.40.50.7 198.51.100.9\r\n", "");
  ASSERT_TRUE(apply(Format::kVideo, sdp));
  EXPECT_EQ(settings.legs[0]["interface_ip"], "192.0.2.1");
  EXPECT_TRUE(settings.legs[0]["multicast_ip"].is_null());
  EXPECT_TRUE(settings.legs[0]["source_ip"].is_null());
  replace("192.0.2.1", "192.0.2.77");
  EXPECT_EQ(apply(Format::kVideo, sdp).error().message,
            "transport_file: the SDP sends to 192.0.2.77; this receiver is at 192.0.2.1");
}

TEST_F(TransportFile, SaysWhatDoesNotFit) {
  EXPECT_EQ(apply(Format::kAudio, video_sdp()).error().message,
            "transport_file: the SDP describes video; this receiver takes audio");
  EXPECT_NE(apply(Format::kVideo, "nonsense").error().message.find("transport_file: line 1"), std::string::npos);
  EXPECT_FALSE(apply(Format::kVideo, ""));
}

}  // namespace
}  // namespace cw::nmos::test
