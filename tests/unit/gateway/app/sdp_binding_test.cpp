#include "gateway/app/sdp_binding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/core/log.h"

namespace cw::app {
namespace {

using testing::HasSubstr;

constexpr const char* kVideoSdp =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=cam\r\nt=0 0\r\n"
    "a=group:DUP a b\r\n"
    "m=video 5004 RTP/AVP 112\r\nc=IN IP4 239.1.1.1/64\r\na=source-filter: incl IN IP4 239.1.1.1 "
    "192.0.2.1\r\na=mid:a\r\n"
    "a=rtpmap:112 raw/90000\r\na=fmtp:112 sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=30000/1001; "
    "depth=10; interlace; "
    "TCS=SDR; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPN; \r\n"
    "m=video 5006 RTP/AVP 112\r\nc=IN IP4 239.2.2.2/64\r\na=mid:b\r\n"
    "a=rtpmap:112 raw/90000\r\na=fmtp:112 sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=30000/1001; "
    "depth=10; interlace; "
    "TCS=SDR; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPN; \r\n";

config::ReceiverConfig receiver(config::Essence essence) {
  config::ReceiverConfig config;
  config.id = "cam1";
  config.essence = essence;
  return config;
}

sdp::AudioParameters audio(uint8_t depth, uint32_t rate_hz, uint16_t channels) {
  sdp::AudioParameters parameters;
  parameters.depth = depth;
  parameters.rate_hz = rate_hz;
  parameters.channels = channels;
  return parameters;
}

sdp::VideoParameters video(sdp::Sampling sampling, uint16_t width, uint16_t height) {
  sdp::VideoParameters parameters;
  parameters.sampling = sampling;
  parameters.width = width;
  parameters.height = height;
  parameters.rate = FrameRate::hz(50);
  return parameters;
}

TEST(SdpBinding, SaysWhyItCannotTakeAFormat) {
  config::ReceiverConfig picture = receiver(config::Essence::kVideo);
  EXPECT_THAT(take_format(video(sdp::Sampling::kRgb, 1920, 1080), picture).error().message, HasSubstr("4:2:2"));
  EXPECT_FALSE(picture.video) << "nothing has changed";
  EXPECT_THAT(take_format(audio(24, 48'000, 2), picture).error().message, HasSubstr("takes video"));
  EXPECT_FALSE(take_format(video(sdp::Sampling::kYCbCr422, 8192, 4320), picture));
  config::ReceiverConfig sound = receiver(config::Essence::kAudio);
  EXPECT_THAT(take_format(audio(20, 48'000, 2), sound).error().message, HasSubstr("L20"));
  EXPECT_THAT(take_format(audio(24, 32'000, 2), sound).error().message, HasSubstr("32000"));
  EXPECT_THAT(take_format(audio(24, 48'000, 64), sound).error().message, HasSubstr("packet"));
}

TEST(SdpBinding, KeepsTheScanOfAncillaryDataWhereTheSdpSaysNothingOfIt) {
  config::ReceiverConfig data = receiver(config::Essence::kAnc);
  data.anc = config::AncParameters{.rate = FrameRate::hz(25), .scan = config::Scan::kInterlaced};
  ASSERT_TRUE(take_format(sdp::AncParameters{}, data));
  EXPECT_EQ(data.anc->scan, config::Scan::kInterlaced);
  EXPECT_EQ(data.anc->rate, FrameRate::hz(25));
  sdp::AncParameters anc;
  anc.rate = FrameRate::hz(50);
  ASSERT_TRUE(take_format(anc, data));
  EXPECT_EQ(data.anc->scan, config::Scan::kProgressive);
  EXPECT_EQ(data.anc->rate, FrameRate::hz(50));
  anc.interlaced = true;
  ASSERT_TRUE(take_format(anc, data));
  EXPECT_EQ(data.anc->scan, config::Scan::kInterlaced);
}

TEST(SdpBinding, RefusesAFileWhoseFormatTheEngineCannotTake) {
  constexpr const char* kSound =
      "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=mic\r\nt=0 0\r\nm=audio 5004 RTP/AVP 97\r\nc=IN IP4 239.1.1.1/64\r\n"
      "a=rtpmap:97 L24/96000/64\r\na=ptime:1\r\n";
  const auto sound = resolve_receiver(receiver(config::Essence::kAudio), kSound, "mic.sdp");
  ASSERT_FALSE(sound);
  EXPECT_THAT(sound.error().message, HasSubstr("allowed are 1440"));
  std::string text = kVideoSdp;
  for (size_t at = 0; (at = text.find("width=1920", at)) != std::string::npos;) text.replace(at, 10, "width=8192");
  EXPECT_FALSE(resolve_receiver(receiver(config::Essence::kVideo), text, "cam.sdp"));
}

TEST(SdpBinding, TakesFormatLegsAndPayloadTypeFromTheFile) {
  const auto bound = resolve_receiver(receiver(config::Essence::kVideo), kVideoSdp, "cam.sdp");
  ASSERT_TRUE(bound) << bound.error().message;
  ASSERT_TRUE(bound->video);
  EXPECT_EQ(bound->video->width, 1920);
  EXPECT_EQ(bound->video->rate, *FrameRate::create(30000, 1001));
  EXPECT_EQ(bound->video->scan, config::Scan::kInterlaced);
  EXPECT_EQ(bound->payload_type.value, 112);
  ASSERT_TRUE(bound->legs[0] && bound->legs[1]);
  EXPECT_EQ(bound->legs[0]->source.value, 0xC0000201U);
  EXPECT_EQ(bound->legs[1]->port, 5006);
}

TEST(SdpBinding, NamesFileAndEssenceWhenTheSdpDescribesSomethingElse) {
  const auto bound = resolve_receiver(receiver(config::Essence::kAudio), kVideoSdp, "cam.sdp");
  ASSERT_FALSE(bound);
  EXPECT_THAT(bound.error().message, HasSubstr("cam.sdp"));
  EXPECT_THAT(bound.error().message, HasSubstr("no audio that is received here but ST 2110-20 video"));
}

TEST(SdpBinding, NamesTheCodecThatItCannotReceive) {
  std::string text = kVideoSdp;
  for (size_t at = 0; (at = text.find("raw/90000", at)) != std::string::npos;) text.replace(at, 3, "jxsv");
  const auto bound = resolve_receiver(receiver(config::Essence::kVideo), text, "cam.sdp");
  ASSERT_FALSE(bound);
  EXPECT_THAT(bound.error().message, HasSubstr("ST 2110-22 video, jxsv"));
}

TEST(SdpBinding, LogsWhatTheSenderShouldMend) {
  static std::string logged;
  set_log_sink([](LogLevel /*level*/, std::string_view /*component*/, std::string_view /*message*/,
                  std::initializer_list<LogField> fields) { logged += fields.begin()[1].value + "\n"; });
  const auto bound = resolve_receiver(receiver(config::Essence::kVideo), kVideoSdp, "cam.sdp");
  set_log_sink(nullptr);
  EXPECT_TRUE(bound);
  EXPECT_THAT(logged, HasSubstr("a=mediaclk: is missing, taken as direct=0"));
}

TEST(SdpBinding, AnnouncesAudioWithItsChannelOrder) {
  config::SourceConfig source;
  source.audio = config::AudioParameters{.channels = 8};
  config::SenderConfig sender;
  sender.essence = config::Essence::kAudio;
  sender.packet_time_us = 125;
  const auto audio = std::get<sdp::AudioParameters>(sender_essence(sender, source));
  EXPECT_EQ(audio.channel_order, "SMPTE2110.(U08)");
  EXPECT_EQ(audio.packet_time_us, 125U);
}

TEST(SdpBinding, AnnouncesWhatTheGeneratorPutsIntoAncillaryData) {
  config::SourceConfig source;
  source.video = config::VideoParameters{};
  source.anc = config::GeneratorAnc{.timecode = true, .captions = true, .breaks = false};
  config::SenderConfig sender;
  sender.essence = config::Essence::kAnc;
  const auto anc = std::get<sdp::AncParameters>(sender_essence(sender, source));
  EXPECT_EQ(anc.did_sdid, (std::vector<DidSdid>{{0x60, 0x60}, {0x61, 0x01}}));
  EXPECT_EQ(anc.standard, "ST2110-40:2018");
}

TEST(SdpBinding, AnnouncesOneOfTheTwoLimitsOfDatagrams) {
  config::SourceConfig source;
  source.video = config::VideoParameters{};
  config::SenderConfig sender;
  for (const auto& [own, announced] : {std::pair{1200, 1460}, std::pair{1460, 1460}, std::pair{4000, 8960}}) {
    sender.max_udp_octets = static_cast<uint16_t>(own);
    EXPECT_EQ(std::get<sdp::VideoParameters>(sender_essence(sender, source)).max_udp_octets, announced);
  }
}

TEST(SdpBinding, NamesTheLineThatIsWrong) {
  std::string text = kVideoSdp;
  text.replace(text.find("width=1920"), 10, "width=0");
  const auto bound = resolve_receiver(receiver(config::Essence::kVideo), text, "cam.sdp");
  ASSERT_FALSE(bound);
  EXPECT_THAT(bound.error().message, HasSubstr("line"));
  EXPECT_THAT(bound.error().message, HasSubstr("width"));
}

TEST(SdpBinding, AnnouncesWhatAReceiverUnderstands) {
  config::SourceConfig source;
  source.id = "bars";
  source.video = config::VideoParameters{};
  config::SenderConfig sender;
  sender.id = "out";
  sender.source = "bars";
  sender.payload_type = PayloadType{96};
  sender.legs[0] = config::SenderLeg{.destination = {0xEF010101}, .port = 5004};
  sender.legs[1] = config::SenderLeg{.destination = {0xEF020202}, .port = 5004};
  const sdp::ReferenceClock ptp{
      .kind = sdp::ReferenceClock::Kind::kPtp, .grandmaster = "00-1D-7F-FF-FE-80-02-4A", .domain = 127, .text = {}};
  const std::string sdp =
      sender_sdp(sender, source,
                 {.addresses = {Ipv4Address{0xC0000201}, Ipv4Address{0xC0000202}}, .clocks = {ptp, ptp}, .version = 7});
  EXPECT_NE(sdp.find("a=ts-refclk:ptp=IEEE1588-2008:00-1D-7F-FF-FE-80-02-4A:127"), std::string::npos) << sdp;
  EXPECT_NE(sdp.find("o=- 1 7 "), std::string::npos) << sdp;

  const auto bound = resolve_receiver(receiver(config::Essence::kVideo), sdp, "out.sdp");
  ASSERT_TRUE(bound) << bound.error().message << "\n" << sdp;
  EXPECT_EQ(bound->video, source.video);
  ASSERT_TRUE(bound->legs[1]);
  EXPECT_EQ(bound->legs[1]->group.value, 0xEF020202U);
  EXPECT_EQ(bound->legs[1]->source.value, 0xC0000202U);
}

}  // namespace
}  // namespace cw::app
