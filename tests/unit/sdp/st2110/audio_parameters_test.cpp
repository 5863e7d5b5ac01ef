#include "sdp/st2110/audio_parameters.h"

#include <gtest/gtest.h>

#include "tests/unit/sdp/example_sdp.h"
#include "tests/unit/sdp/st2110/st2110_reading.h"

namespace cw::sdp {
namespace {

AudioParameters read(const std::string& text) { return std::get<AudioParameters>(media_of(text).parameters); }

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
  EXPECT_EQ(fault_of(with(kAudio, "ptime:0.125", "ptime:one")),
            "line 10, a=ptime: is \"one\"; allowed is 1 or 0.125 (ms), and others up to 20");
  EXPECT_EQ(fault_of(with(kAudio, "48000/8", "32000/8")),
            "line 8, a=rtpmap: sampling rate in \"L24/32000/8\" is not supported; allowed is 48000, 96000 or 44100");
  EXPECT_EQ(fault_of(with(kAudio, "48000/8", "48000/65")),
            "line 8, a=rtpmap: channel count in \"L24/48000/65\" is wrong; allowed is 1 to 64");
  EXPECT_EQ(
      fault_of(with(with(kAudio, "48000/8", "48000/16"), "0.125", "1")),
      "line 8, a=rtpmap: \"L24/48000/16\" with a packet time of 1 ms makes 2304 octets a packet; allowed are 1440");
}

TEST(SdpAudio, KeepsAChannelOrderThatItDoesNotUnderstand) {
  EXPECT_EQ(read(with(kAudio, "(51,ST)", "(51,XX)")).channel_order, "SMPTE2110.(51,XX)");
  EXPECT_NE(
      warnings_of(with(kAudio, "(51,ST)", "(51,XX)"))
          .find("line 9, a=fmtp: channel-order is \"SMPTE2110.(51,XX)\", which names no groups of channels (ST 2110-30 "
                "6.2.2); write SMPTE2110.(...) of M, DM, ST, LtRt, 51, 71, 222, SGRP or U01 to U64"),
      std::string::npos);
  EXPECT_NE(warnings_of(with(kAudio, "(51,ST)", "(51,ST,M)")).find("channel-order names 9 channels; a=rtpmap has 8"),
            std::string::npos);
}

TEST(SdpAudio, ReadsAes3) {
  const St2110Media media = media_of(with(with(kAudio, "L24/48000/8", "AM824/48000/8"), "51,ST", "AES3,AES3,U04"));
  const auto& sut = std::get<Am824Parameters>(media.parameters);
  EXPECT_EQ(sut.channels, 8);
  EXPECT_EQ(sut.packet_time_us, 125U);
  EXPECT_EQ(sut.channel_order, "SMPTE2110.(AES3,AES3,U04)");
}

TEST(SdpAudio, WritesTheFormat) {
  EXPECT_EQ(audio_rtpmap(AudioParameters{.channel_order = {}}), "L24/48000/2");
  EXPECT_EQ(write_channel_order(""), "");
  EXPECT_EQ(write_channel_order("SMPTE2110.(ST)"), "channel-order=SMPTE2110.(ST); ");
}

}  // namespace
}  // namespace cw::sdp
