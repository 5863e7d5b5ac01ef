#include "sdp/st2110/audio_parameters.h"

#include <gtest/gtest.h>

#include "sdp/st2110/reader.h"
#include "tests/unit/sdp/example_sdp.h"

namespace cw::sdp {
namespace {

std::string fault_of(const std::string& text) {
  const auto result = read_st2110(text);
  return result ? "" : result.error().message;
}

AudioParameters read(const std::string& text) {
  const auto result = read_st2110(text);
  if (!result) ADD_FAILURE() << result.error().message;
  return result ? std::get<AudioParameters>(result->media[0].parameters) : AudioParameters{};
}

TEST(SdpAudio, TakesOneChannelAndOneMillisecondWhenNotTold) {
  const AudioParameters sut =
      read(with(with(with(kAudio, "L24/48000/8", "L16/96000"), "a=ptime:0.125\n", ""), "51,ST", "M"));
  EXPECT_EQ(sut.depth, 16);
  EXPECT_EQ(sut.rate_hz, 96'000U);
  EXPECT_EQ(sut.channels, 1);
  EXPECT_EQ(sut.packet_time_us, 1000U);
}

TEST(SdpAudio, TakesTheShortFormsOfAnEighth) {
  EXPECT_EQ(read(with(kAudio, "ptime:0.125", "ptime:0.12")).packet_time_us, 125U);
}

TEST(SdpAudio, SaysWhatIsAllowed) {
  EXPECT_EQ(fault_of(with(kAudio, "ptime:0.125", "ptime:4")), "line 10, a=ptime: is \"4\"; allowed is 1 or 0.125 (ms)");
  EXPECT_EQ(fault_of(with(kAudio, "48000/8", "44100/8")),
            "line 8, a=rtpmap: sampling rate in \"L24/44100/8\" is not supported; allowed is 48000 or 96000");
  EXPECT_EQ(fault_of(with(kAudio, "48000/8", "48000/65")),
            "line 8, a=rtpmap: channel count in \"L24/48000/65\" is wrong; allowed is 1 to 64");
  EXPECT_EQ(
      fault_of(with(with(kAudio, "48000/8", "48000/16"), "0.125", "1")),
      "line 8, a=rtpmap: \"L24/48000/16\" with a packet time of 1 ms makes 2304 octets a packet; allowed are 1440");
}

TEST(SdpAudio, ChecksTheChannelOrder) {
  EXPECT_EQ(fault_of(with(kAudio, "(51,ST)", "(51,ST,M)")),
            "line 9, a=fmtp: channel-order names 9 channels; a=rtpmap has 8");
  EXPECT_EQ(fault_of(with(kAudio, "(51,ST)", "(51,XX)")),
            "line 9, a=fmtp: channel-order is \"SMPTE2110.(51,XX)\"; allowed is SMPTE2110.(...) of M, DM, ST, LtRt, "
            "51, 71, 222, SGRP or "
            "U01 to U64");
  EXPECT_EQ(fault_of(with(kAudio, "(51,ST)", "(U08)")), "");
  EXPECT_NE(fault_of(with(kAudio, "(51,ST)", "(U65)")), "");
  EXPECT_EQ(fault_of(with(kAudio, "SMPTE2110.(51,ST)", "OTHER.stuff")), "");
}

TEST(SdpAudio, WritesPacketTimesInMilliseconds) {
  EXPECT_EQ(ptime_text(1000), "1");
  EXPECT_EQ(ptime_text(125), "0.125");
  EXPECT_EQ(ptime_text(250), "0.25");
}

}  // namespace
}  // namespace cw::sdp
