#include "sdp/st2110/video_parameters.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

constexpr std::string_view kMinimal = "sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=25; depth=10";

Expected<VideoParameters> read_all(const std::string& text, Warnings* warnings = nullptr) {
  Fmtp fmtp = Fmtp::parse(text, 12, warnings);
  return read_video(fmtp);
}

std::string fault_of(const std::string& text) {
  const auto result = read_all(text);
  return result ? "" : result.error().message;
}

VideoParameters read(const std::string& more) {
  const auto result = read_all(std::string(kMinimal) + "; " + more);
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
      "interlace; segmented; TCS=ST2115LOGS3; colorimetry=BT2100; PM=2110BPM; SSN=ST2110-20:2022; TP=2110TPW; "
      "MAXUDP=8960; "
      "RANGE=FULL; "
      "PAR=12:11; TROFF=37; CMAX=42; unheard-of=1;");
  EXPECT_EQ(sut.scan, Scan::kPsf);
  EXPECT_EQ(sut.transfer, Transfer::kSt2115LogS3);
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

/// What is said of the parameters beside the minimum, one line each.
std::string warnings_of(const std::string& more) {
  Warnings warnings;
  EXPECT_TRUE(read_all(
      std::string(kMinimal) + "; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPN; " + more, &warnings));
  std::string all;
  for (const Warning& warning : warnings.take()) all += warning.what + " (" + warning.clause + ")\n";
  return all;
}

TEST(SdpVideo, SeesPastOtherSpellings) {
  EXPECT_EQ(read("colorimetry=BT.2020-2; TCS=st2084; TP=TPW; PM=bpm; RANGE=limited").colorimetry, Colorimetry::kBt2020);
  EXPECT_EQ(read("TCS=st2084").transfer, Transfer::kPq);
  EXPECT_EQ(read("TP=narrow linear").sender_type, SenderType::kNarrowLinear);
  EXPECT_EQ(read("interlaced").scan, Scan::kInterlaced);
  EXPECT_EQ(read("segmented").scan, Scan::kPsf);
  EXPECT_EQ(read("interlace=0").scan, Scan::kProgressive);
}

TEST(SdpVideo, NotesWhatIsOdd) {
  EXPECT_EQ(warnings_of(""), "");
  EXPECT_EQ(
      warnings_of("MAXUDP=9000; PAR=2:2"),
      "MAXUDP is 9000, above the extended limit (ST 2110-10 8.6)\nPAR is \"2:2\", read as 1:1 (ST 2110-20 7.3)\n");
  EXPECT_EQ(warnings_of("x=1;y=2"), "there is no blank after a semicolon (ST 2110-20 7.1)\n");
  EXPECT_EQ(warnings_of("colorimetry=BT709"), "colorimetry is given twice; the first counts (ST 2110-20 7.5)\n");
}

TEST(SdpVideo, WantsTheRangeOfBt2100) {
  Warnings warnings;
  EXPECT_TRUE(
      read_all(std::string(kMinimal) + "; colorimetry=BT2100; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPN", &warnings));
  EXPECT_EQ(warnings.take().at(0).what, "BT2100 stands without RANGE, taken as NARROW");
}

TEST(SdpVideo, KnowsWhichEditionTheParametersBelongTo) {
  EXPECT_EQ(read("colorimetry=ALPHA").standard, "ST2110-20:2022");
  EXPECT_EQ(read("TCS=ST2115LOGS3").standard, "ST2110-20:2022");
  EXPECT_EQ(read("").standard, "ST2110-20:2017");
  EXPECT_EQ(read("SSN=ST2110-20:2022").standard, "ST2110-20:2017");
  EXPECT_EQ(read("SSN=st2110-20:2017; colorimetry=ALPHA").standard, "ST2110-20:2022");
  EXPECT_EQ(read("SSN=ST2110-20:2031").standard, "ST2110-20:2031");
}

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
  EXPECT_EQ(fault_of("sampling=RGB; width=2; height=2; depth=8; exactframerate=59.5"),
            "line 12, a=fmtp: exactframerate is \"59.5\"; allowed is an integer or a fraction such as 60000/1001, up "
            "to 1000");
  EXPECT_EQ(fault_of(good + "; interlace=maybe"),
            "line 12, a=fmtp: interlace is \"maybe\"; allowed is the bare name, or leave it out");
  EXPECT_EQ(fault_of(good + "; PAR=0:1"), "line 12, a=fmtp: PAR is \"0:1\"; allowed is width:height such as 1:1");
  EXPECT_EQ(fault_of(good + "; PM"), "line 12, a=fmtp: PM is given without a value; allowed is 2110GPM or 2110BPM");
}

TEST(SdpVideo, WantsRastersOfWholePgroups) {
  EXPECT_EQ(fault_of("sampling=YCbCr-4:2:2; width=1279; height=720; exactframerate=50; depth=10"),
            "line 12, a=fmtp: width is 1279; allowed is an even width with YCbCr-4:2:2");
  EXPECT_EQ(fault_of("sampling=YCbCr-4:2:0; width=1280; height=720; exactframerate=50; depth=10; interlace"),
            "line 12, a=fmtp: 4:2:0 is allowed progressive and with an even height only");
  EXPECT_EQ(fault_of("sampling=RGB; width=1279; height=719; exactframerate=50; depth=10; interlace"),
            "line 12, a=fmtp: height is 719; allowed is an even height with interlace");
  EXPECT_EQ(fault_of("sampling=RGB; width=1279; height=719; exactframerate=50; depth=16f"), "");
}

TEST(SdpVideo, AlwaysSaysTheRangeOfBt2100) {
  EXPECT_NE(write_video(read("colorimetry=BT2100")).find("RANGE=NARROW; "), std::string::npos);
}

TEST(SdpVideo, EndsTheLineWithSemicolonAndBlank) {
  EXPECT_EQ(write_video(read("TP=2110TPN; colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017")),
            "sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=25; depth=10; TCS=SDR; colorimetry=BT709; "
            "PM=2110GPM; "
            "SSN=ST2110-20:2017; TP=2110TPN; ");
}

TEST(SdpVideo, ReadsBackWhatItWrites) {
  for (const char* more : {"", "interlace; TCS=PQ; MAXUDP=8960", "colorimetry=BT2100; RANGE=NARROW; TCS=PQ",
                           "interlace; segmented; RANGE=FULLPROTECT; PAR=4:3; TROFF=0; CMAX=9; TP=2110TPNL"}) {
    const VideoParameters video = read(more);
    EXPECT_EQ(*read_all(write_video(video)), video);
  }
}

}  // namespace
}  // namespace cw::sdp
