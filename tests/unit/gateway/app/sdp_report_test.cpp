#include "gateway/app/sdp_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace cw::app {
namespace {

using testing::HasSubstr;

constexpr const char* kSdp =
    "v=0\no=- 7 3 IN IP4 192.0.2.10\ns=Camera 1\nt=0 0\na=tool:x\n"
    "m=video 5004 RTP/AVP 96\ni=Studio 2\nc=IN IP4 239.1.1.1/64\na=source-filter: incl IN IP4 239.1.1.1 192.0.2.10\n"
    "a=rtpmap:96 raw/90000\n"
    "a=fmtp:96 sampling=YCbCr-4:2:2; width=1920; height=1080; exactframerate=25; interlaced; depth=10; TCS=SDR; "
    "colorimetry=BT709; PM=2110GPM; SSN=ST2110-20:2017; TP=2110TPW; x-own=1; \n"
    "a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:127\na=mediaclk:direct=0\n"
    "m=audio 5006 RTP/AVP 97\nc=IN IP4 239.1.1.2/64\na=rtpmap:97 L24/48000/2\na=ts-refclk:localmac=40-A3-6B-A0-2B-D2\n"
    "a=mediaclk:sender\na=ptime:0.125\n";

sdp::Reading read(const std::string& text) {
  auto reading = sdp::read_st2110_with_warnings(text);
  EXPECT_TRUE(reading);
  return reading.value_or(sdp::Reading{});
}

/// A file that goes with the test.
class SdpFile {
 public:
  explicit SdpFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("sdp_report_" + std::to_string(getpid()) + ".sdp")) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~SdpFile() { std::filesystem::remove(path_); }
  SdpFile(const SdpFile&) = delete;
  SdpFile& operator=(const SdpFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(SdpReport, SaysInWordsWhatComes) {
  const std::string sut = sdp_report(read(kSdp));
  EXPECT_THAT(sut, HasSubstr("1. ST 2110-20 video: Studio 2\n"));
  EXPECT_THAT(sut, HasSubstr("   scan               interlaced\n"));
  EXPECT_THAT(sut, HasSubstr("   sender type        wide (2110TPW)\n"));
  EXPECT_THAT(sut, HasSubstr("      source             192.0.2.10\n"));
  EXPECT_THAT(
      sut, HasSubstr("      reference clock    PTP IEEE1588-2008, grandmaster 39-A7-94-FF-FE-07-CB-D0, domain 127\n"));
  EXPECT_THAT(sut, HasSubstr("      kept as written    fmtp x-own=1\n"));
  EXPECT_THAT(sut, HasSubstr("   kept as written    a=tool:x\n"));
  EXPECT_THAT(sut, HasSubstr("   packet time        0.125 ms\n"));
  EXPECT_THAT(sut, HasSubstr("2 deviations from the standards"));
  EXPECT_THAT(sut,
              HasSubstr("   line 11, a=fmtp: interlace is spelt \"interlaced\" (ST 2110-20 7.3); write interlace\n"));
}

TEST(SdpReport, SaysWhenThereIsNothingToMend) {
  sdp::Reading reading = read(kSdp);
  reading.warnings.clear();
  EXPECT_THAT(sdp_report(reading), HasSubstr("No deviation from the standards was found."));
}

TEST(SdpReport, SaysTheSameAsJson) {
  const auto sut = nlohmann::json::parse(sdp_report_json(read(kSdp)));
  EXPECT_EQ(sut["origin"], "192.0.2.10");
  EXPECT_EQ(sut["media"][0]["width"], 1920);
  EXPECT_EQ(sut["media"][0]["legs"][0]["address"], "239.1.1.1");
  EXPECT_EQ(sut["media"][0]["legs"][0]["sources"][0], "192.0.2.10");
  EXPECT_EQ(sut["media"][1]["packet_time_us"], 125);
  EXPECT_EQ(sut["warnings"][1]["line"], 11);
  EXPECT_EQ(sut["warnings"][1]["remedy"], "write interlace");
}

TEST(SdpReport, GivesJsonForTextThatIsNoUtf8) {
  sdp::Reading reading = read(kSdp);
  reading.session.name = "Cam\xE9ra";
  EXPECT_TRUE(nlohmann::json::accept(sdp_report_json(reading)));
}

TEST(SdpReport, DoesNotSteerATerminal) {
  sdp::Reading reading = read(kSdp);
  reading.session.name = "Cam\x1b[2J\x07\xC3\xA9ra";
  EXPECT_THAT(sdp_report(reading), testing::StartsWith("Cam [2J \xC3\xA9ra\n"));
  // U+009B is the same as ESC [; U+00A0 is a mere blank.
  reading.session.name = "Cam\xC2\x9B[2J\xC2\xA0\xC2";
  EXPECT_THAT(sdp_report(reading), testing::StartsWith("Cam  [2J\xC2\xA0\xC2\n"));
}

TEST(SdpReport, EndsWithOneWhenTheFileIsAtFault) {
  EXPECT_EQ(show_sdp("/no/such.sdp", false), 1);
  EXPECT_EQ(show_sdp("/", false), 1);
  EXPECT_EQ(show_sdp(SdpFile("").path(), false), 1);
  EXPECT_EQ(show_sdp(SdpFile("nonsense").path(), false), 1);
}

TEST(SdpReport, PrintsAFile) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(show_sdp(SdpFile(kSdp).path(), true), 0);
  EXPECT_TRUE(nlohmann::json::accept(testing::internal::GetCapturedStdout()));
}

}  // namespace
}  // namespace cw::app
