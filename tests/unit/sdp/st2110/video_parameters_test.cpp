#include "sdp/st2110/video_parameters.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

constexpr std::string_view kMinimal = "sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=25; depth=10";

std::string fault_of(const std::string& text) {
  const auto result = read_video(Fmtp::parse(text, 12));
  return result ? "" : result.error().message;
}

VideoParameters read(const std::string& more) {
  const auto result = read_video(Fmtp::parse(std::string(kMinimal) + "; " + more, 12));
  if (!result) ADD_FAILURE() << result.error().message;
  return result.value_or(VideoParameters{});
}

TEST(SdpVideo, TakesDefaultsForWhatIsOptional) {
  const VideoParameters sut = read("");
  EXPECT_EQ(sut.width, 1920);
  EXPECT_EQ(sut.rate, FrameRate::hz(25));
  EXPECT_EQ(sut.scan, Scan::kProgressive);
  EXPECT_EQ(sut.transfer, Transfer::kSdr);
  EXPECT_EQ(sut.range, Range::kNarrow);
  EXPECT_EQ(sut.packing, Packing::kGpm);
  EXPECT_EQ(sut.max_udp_octets, 1460);
  EXPECT_EQ(sut.colorimetry, Colorimetry::kUnspecified);
}

TEST(SdpVideo, ReadsEveryParameter) {
  const VideoParameters sut = read(
      "interlace; segmented; TCS=HLG; colorimetry=BT2100; PM=2110BPM; SSN=ST2110-20:2022; TP=2110TPW; MAXUDP=8960; "
      "RANGE=FULL; "
      "PAR=12:11; TROFF=37; CMAX=42; unheard-of=1;");
  EXPECT_EQ(sut.scan, Scan::kPsf);
  EXPECT_EQ(sut.transfer, Transfer::kHlg);
  EXPECT_EQ(sut.colorimetry, Colorimetry::kBt2100);
  EXPECT_EQ(sut.packing, Packing::kBpm);
  EXPECT_EQ(sut.standard, "ST2110-20:2022");
  EXPECT_EQ(sut.sender_type, SenderType::kWide);
  EXPECT_EQ(sut.max_udp_octets, 8960);
  EXPECT_EQ(sut.range, Range::kFull);
  EXPECT_EQ(sut.pixel_aspect, (Rational{12, 11}));
  EXPECT_EQ(sut.troff_us, 37U);
  EXPECT_EQ(sut.cmax, 42U);
}

TEST(SdpVideo, TakesInterlaceAsSomeSendersWriteIt) { EXPECT_EQ(read("interlace=1").scan, Scan::kInterlaced); }

TEST(SdpVideo, SaysWhatIsAllowed) {
  const std::string good(kMinimal);
  EXPECT_EQ(fault_of("sampling=RGB; width=2; height=2; depth=8"),
            "line 12, a=fmtp: exactframerate is missing, which ST 2110 requires here");
  EXPECT_EQ(fault_of(good + "; TCS=Gamma"),
            "line 12, a=fmtp: TCS is \"Gamma\"; allowed is SDR, PQ, HLG, LINEAR, BT2100LINPQ, BT2100LINHLG, ST2065-1, "
            "ST428-1, DENSITY, "
            "ST2115LOGS3 or UNSPECIFIED");
  EXPECT_EQ(fault_of("sampling=RGB; width=0; height=2; depth=8; exactframerate=50"),
            "line 12, a=fmtp: width is \"0\"; allowed is an integer from 1 to 32767");
  EXPECT_EQ(fault_of("sampling=RGB; width=2; height=2; depth=9; exactframerate=50"),
            "line 12, a=fmtp: depth is \"9\"; allowed is 8, 10, 12, 16 or 16f");
  EXPECT_EQ(fault_of("sampling=RGB; width=2; height=2; depth=8; exactframerate=59.94"),
            "line 12, a=fmtp: exactframerate is \"59.94\"; allowed is an integer or a fraction such as 60000/1001, up "
            "to 1000");
  EXPECT_EQ(fault_of(good + "; segmented"),
            "line 12, a=fmtp: segmented stands without interlace; PsF is written \"interlace; segmented\"");
  EXPECT_EQ(fault_of(good + "; interlace=0"),
            "line 12, a=fmtp: interlace is \"0\"; allowed is the bare name, or leave it out");
  EXPECT_EQ(fault_of(good + "; PAR=0:1"), "line 12, a=fmtp: PAR is \"0:1\"; allowed is width:height such as 1:1");
  EXPECT_EQ(fault_of(good + "; PM"), "line 12, a=fmtp: PM is given without a value; allowed is 2110GPM or 2110BPM");
}

TEST(SdpVideo, WantsRastersOfWholePgroups) {
  EXPECT_NE(fault_of("sampling=YCbCr-4:2:2; width=1279; height=720; exactframerate=50; depth=10"), "");
  EXPECT_NE(fault_of("sampling=YCbCr-4:2:0; width=1280; height=720; exactframerate=50; depth=10; interlace"), "");
  EXPECT_NE(fault_of("sampling=RGB; width=1279; height=719; exactframerate=50; depth=10; interlace"), "");
  EXPECT_EQ(fault_of("sampling=RGB; width=1279; height=719; exactframerate=50; depth=16f"), "");
}

TEST(SdpVideo, EndsTheLineWithSemicolonAndBlank) {
  EXPECT_EQ(write_video(read("TP=2110TPN; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017")),
            "sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=25; depth=10; TCS=SDR; colorimetry=BT709; "
            "PM=2110GPM; "
            "SSN=ST2110-20:2017; TP=2110TPN; ");
}

TEST(SdpVideo, ReadsBackWhatItWrites) {
  for (const char* more : {"", "interlace; TCS=PQ; MAXUDP=8960",
                           "interlace; segmented; RANGE=FULLPROTECT; PAR=4:3; TROFF=0; CMAX=9; TP=2110TPNL"}) {
    const VideoParameters video = read(more);
    EXPECT_EQ(*read_video(Fmtp::parse(write_video(video), 1)), video);
  }
}

}  // namespace
}  // namespace cw::sdp
