#include "sdp/st2110/compressed_parameters.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

CompressedVideoParameters read(std::string_view text, const std::string& encoding = "jxsv") {
  Fmtp fmtp = Fmtp::parse(text, 4);
  const auto result = read_compressed(encoding, fmtp);
  if (!result) ADD_FAILURE() << result.error().message;
  return result.value_or(CompressedVideoParameters{});
}

constexpr std::string_view kAll =
    "packetmode=1; transmode=0; profile=High444.12; level=1k-1; sublevel=Sublev3bpp; sampling=YCbCr-4:2:2; width=1280; "
    "height=720; exactframerate=60000/1001; depth=10; interlace; TCS=SDR; colorimetry=BT709; RANGE=FULL; "
    "SSN=ST2110-22:2022; TP=2110TPW; TROFF=37; CMAX=9; MAXUDP=8960; ";

TEST(SdpCompressedVideo, ReadsBackWhatItWrites) {
  const CompressedVideoParameters sut = read(kAll);
  EXPECT_EQ(sut.packet_mode, 1);
  EXPECT_EQ(sut.transmission_mode, 0);
  EXPECT_EQ(sut.profile, "High444.12");
  EXPECT_EQ(sut.sender_type, SenderType::kWide);
  EXPECT_EQ(write_compressed(sut), kAll);
  EXPECT_EQ(read(write_compressed(sut)), sut);
}

TEST(SdpCompressedVideo, NeedsLittle) {
  const CompressedVideoParameters sut = read("width=1920; height=1080");
  EXPECT_EQ(sut.packet_mode, 0);
  EXPECT_FALSE(sut.sampling);
  EXPECT_FALSE(sut.rate);
}

TEST(SdpCompressedVideo, LeavesTheParametersOfOtherCodecsToTheOthers) {
  Fmtp fmtp = Fmtp::parse("width=1920; height=1080; profile=9", 4);
  EXPECT_EQ(read_compressed("vc2", fmtp)->profile, "");
  EXPECT_EQ(fmtp.others(), (std::vector<FmtpParameter>{{"profile", "9"}}));
}

TEST(SdpCompressedVideo, SaysWhatIsAllowed) {
  Fmtp no_width = Fmtp::parse("height=1080", 4);
  EXPECT_EQ(read_compressed("jxsv", no_width).error().message,
            "line 4, a=fmtp: width is missing, which ST 2110 requires here");
  Fmtp bad_mode = Fmtp::parse("width=1920; height=1080; packetmode=2", 4);
  EXPECT_EQ(read_compressed("jxsv", bad_mode).error().message,
            "line 4, a=fmtp: packetmode is \"2\"; allowed is an integer from 0 to 1");
}

}  // namespace
}  // namespace cw::sdp
