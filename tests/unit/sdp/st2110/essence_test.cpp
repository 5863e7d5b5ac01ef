#include "sdp/st2110/essence.h"

#include <gtest/gtest.h>

#include "tests/unit/sdp/example_sdp.h"
#include "tests/unit/sdp/st2110/st2110_reading.h"

namespace cw::sdp {
namespace {

template <typename T>
T read(const std::string& text) {
  const St2110Media media = media_of(text);
  return std::holds_alternative<T>(media.parameters) ? std::get<T>(media.parameters) : T{};
}

std::string anc_as(std::string_view rtpmap) { return with(kAnc, "smpte291/90000", rtpmap); }

TEST(Essence, KnowsWhatItDoesNotReceive) {
  EXPECT_EQ(read<Am824Parameters>(with(kAudio, "L24/48000/8", "AM824/48000/8")).channels, 8);
  EXPECT_EQ(read<OtherEssence>(anc_as("SMPTE2022-6/27000000")).clock_rate_hz, 27'000'000U);
  EXPECT_EQ(read<OtherEssence>(anc_as("ST2110-41/90000")).encoding, "ST2110-41");
  EXPECT_EQ(read<OtherEssence>(anc_as("opus/48000/2")).encoding_parameters, "2");
}

TEST(Essence, KeepsTheParametersThatItDoesNotKnow) {
  const St2110Media media = media_of(anc_as("ST2110-41/90000"));
  EXPECT_EQ(media.legs.at(0).parameters.size(), 3U);
  EXPECT_EQ(media.legs.at(0).parameters.at(0), (FmtpParameter{"DID_SDID", "{0x61,0x02}"}));
}

TEST(Essence, ReadsTimestampsOfAnyKind) {
  const St2110Media media = media_of(with(kTwoLegs, "TP=2110TPN; ", "TP=2110TPN; TSMODE=samp; TSDELAY=120; "));
  EXPECT_EQ(media.timestamps.mode, TimestampMode::kSampling);
  EXPECT_EQ(media.timestamps.delay_us, 120U);
}

TEST(Essence, GoesByTheEncodingWhateverTheMediaType) {
  EXPECT_TRUE(std::holds_alternative<AncParameters>(media_of(with(kAnc, "m=video", "m=application")).parameters));
}

TEST(Essence, GoesByTheEncodingWhateverTheEdition) {
  const std::string text = with(kTwoLegs, "ST2110-20:2017", "ST2110-22:2019");
  EXPECT_TRUE(std::holds_alternative<VideoParameters>(media_of(text).parameters));
  EXPECT_NE(warnings_of(text).find("SSN is \"ST2110-22:2019\", an edition unknown here"), std::string::npos);
}

TEST(Essence, TakesTheRateOfCompressedVideoFromEitherPlace) {
  const std::string without = with(with(anc_as("jxsv/90000"), "VPID_Code=133", "; width=8; height=8; packetmode=0"),
                                   "a=fmtp", "a=framerate:29.97\na=fmtp");
  EXPECT_EQ(read<CompressedVideoParameters>(without).rate, FrameRate::create(30000, 1001));
  EXPECT_TRUE(leg_of(without).attributes.empty());
  const std::string both = with(without, "packetmode=0", "packetmode=0; exactframerate=30000/1001");
  EXPECT_EQ(leg_of(both).attributes, (std::vector<Attribute>{{"framerate", "29.97"}}));
  const std::string odd = with(without, "29.97", "fast");
  EXPECT_EQ(leg_of(odd).attributes, (std::vector<Attribute>{{"framerate", "fast"}}));
  EXPECT_NE(warnings_of(odd).find("exactframerate is missing"), std::string::npos);
}

TEST(Essence, SaysWhatIsAllowed) {
  EXPECT_EQ(fault_of(anc_as("raw/27000000")), "line 7, a=rtpmap: is \"raw/27000000\"; allowed is raw/90000");
  EXPECT_EQ(fault_of(anc_as("foo")), "line 7, a=rtpmap: is \"foo\"; allowed is encoding/clock-rate such as raw/90000");
  EXPECT_EQ(fault_of(with(kAnc, "VPID_Code=133", "TSMODE=x")),
            "line 8, a=fmtp: TSMODE is \"x\"; allowed is SAMP, NEW or PRES");
}

TEST(Essence, ComparesLegsByWhatReceptionNeeds) {
  VideoParameters first;
  VideoParameters second;
  second.sender_type = SenderType::kWide;
  EXPECT_TRUE(same_flow(first, second));
  second.width = 1;
  EXPECT_FALSE(same_flow(first, second));
  EXPECT_FALSE(same_flow(first, AncParameters{}));
}

}  // namespace
}  // namespace cw::sdp
