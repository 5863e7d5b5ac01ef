#include "gateway/hls/playlist_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/hls/coded_units.h"

namespace cw::hls {
namespace {

using testing::HasSubstr;
using testing::Not;

const Rate kNtsc60 = *Rate::create(60000, 1001);

RenditionGrid grid_of(Rate rate, int64_t frames, Rate time_base, int64_t unit) {
  return {.grid = SegmentGrid(rate, frames), .time_base = time_base, .unit_events = unit};
}

TEST(MediaPlaylist, StatesNumbersDurationsAndCivilTime) {
  // 2026-11-23T10:00:00 UTC = 1795428000; TAI is 37 s ahead. Frame index at 50/s:
  const int64_t first = (1'795'428'000LL + 37) * 50;
  const std::vector<SegmentEntry> segments{
      {.number = first / 100, .start_event = first, .end_event = first + 100, .utc_offset_s = 37},
      {.number = first / 100 + 1,
       .start_event = first + 100,
       .end_event = first + 200,
       .utc_offset_s = 37,
       .gap = true},
      {.number = first / 100 + 2, .start_event = first + 203, .end_event = first + 300, .utc_offset_s = 37}};
  EXPECT_EQ(media_playlist_text(segments, Rate::hz(50), 2),
            "#EXTM3U\n"
            "#EXT-X-VERSION:8\n"
            "#EXT-X-INDEPENDENT-SEGMENTS\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-MEDIA-SEQUENCE:897714018\n"
            "#EXT-X-MAP:URI=\"init.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T10:00:00.000Z\n"
            "#EXTINF:2.000000,\n"
            "897714018.m4s\n"
            "#EXT-X-GAP\n"
            "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T10:00:02.000Z\n"
            "#EXTINF:2.000000,\n"
            "897714019.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T10:00:04.060Z\n"
            "#EXTINF:1.940000,\n"
            "897714020.m4s\n");
}

TEST(MediaPlaylist, NeverDriftsHoweverLongItRuns) {
  const RenditionGrid grid = grid_of(kNtsc60, 120, Rate::hz(48'000), 1024);
  std::vector<SegmentEntry> segments;
  constexpr int64_t kFirst = 890'000'000;
  constexpr int64_t kCount = 1000;
  for (int64_t n = kFirst; n < kFirst + kCount; ++n) {
    segments.push_back({.number = n, .start_event = grid.first_event(n), .end_event = grid.first_event(n + 1)});
  }
  const std::string text = media_playlist_text(segments, grid.time_base, 2);
  int64_t micros = 0;
  for (size_t at = text.find("#EXTINF:"); at != std::string::npos; at = text.find("#EXTINF:", at + 1)) {
    const size_t dot = text.find('.', at);
    micros += std::stoll(text.substr(at + 8, dot - at - 8)) * 1'000'000 + std::stoll(text.substr(dot + 1, 6));
  }
  const int64_t samples = segments.back().end_event - segments.front().start_event;
  EXPECT_NEAR(static_cast<double>(micros), static_cast<double>(samples) * 1e6 / 48'000, 1.0);
}

TEST(MediaPlaylist, HasATargetDurationNoSegmentExceeds) {
  EXPECT_EQ(target_duration_s(grid_of(Rate::hz(50), 100, Rate::hz(50), 1)), 2U);
  EXPECT_EQ(target_duration_s(grid_of(kNtsc60, 120, kNtsc60, 1)), 2U);
  EXPECT_EQ(target_duration_s(grid_of(kNtsc60, 120, Rate::hz(48'000), 1024)), 2U);
  EXPECT_EQ(target_duration_s(grid_of(Rate::hz(50), 124, Rate::hz(50), 1)), 2U);
  EXPECT_EQ(target_duration_s(grid_of(Rate::hz(50), 124, Rate::hz(48'000), 1024)), 3U) << "2.48 s and an AAC frame";
  EXPECT_EQ(target_duration_s(grid_of(Rate::hz(50), 10, Rate::hz(50), 1)), 1U);
}

class MultivariantTest : public testing::Test {
 protected:
  MultivariantTest() {
    bus::CodecParameters small = test::video_parameters(kNtsc60);
    small.width = 640;
    small.height = 360;
    small.bandwidth_bps = 800'000;
    small.codec_string = "avc1.64001f";
    config_.video = {{"360p", "", small}, {"720p", "", test::video_parameters(kNtsc60)}};
    config_.audio = {{"audio", "Main", test::audio_parameters()}};
    measured_ = {.video = {{800'000, 700'000}, {3'000'000, 2'500'000}}, .audio = {{130'000, 128'000}}};
  }
  [[nodiscard]] std::string text() const { return multivariant_text(config_, measured_); }
  PackagerConfig config_;
  MeasuredBandwidth measured_;
};

TEST_F(MultivariantTest, DescribesEveryVariantWithItsAudio) {
  EXPECT_EQ(text(),
            "#EXTM3U\n"
            "#EXT-X-VERSION:8\n"
            "#EXT-X-INDEPENDENT-SEGMENTS\n"
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Main\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\","
            "URI=\"audio/media.m3u8\"\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=3130000,AVERAGE-BANDWIDTH=2628000,CODECS=\"avc1.640020,mp4a.40.2\","
            "RESOLUTION=1280x720,FRAME-RATE=59.940,VIDEO-RANGE=SDR,AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\n"
            "720p/media.m3u8\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=930000,AVERAGE-BANDWIDTH=828000,CODECS=\"avc1.64001f,mp4a.40.2\","
            "RESOLUTION=640x360,FRAME-RATE=59.940,VIDEO-RANGE=SDR,AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\n"
            "360p/media.m3u8\n");
}

TEST_F(MultivariantTest, AnnouncesCaptionsWhenThereAreSome) {
  config_.captions = {{.instream_id = "CC1", .name = "English", .language = "en"}};
  EXPECT_THAT(text(),
              HasSubstr("#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"captions\",NAME=\"English\",LANGUAGE=\"en\","
                        "DEFAULT=YES,AUTOSELECT=YES,INSTREAM-ID=\"CC1\"\n"));
  EXPECT_THAT(text(), HasSubstr("CLOSED-CAPTIONS=\"captions\""));
  EXPECT_THAT(text(), Not(HasSubstr("CLOSED-CAPTIONS=NONE")));
}

TEST_F(MultivariantTest, SaysNothingOfAudioWithoutAny) {
  config_.audio.clear();
  measured_.audio.clear();
  EXPECT_THAT(text(), Not(HasSubstr("AUDIO")));
  EXPECT_THAT(text(), HasSubstr("CODECS=\"avc1.640020\""));
}

TEST_F(MultivariantTest, TakesTheHeaviestOfSeveralAudioRenditionsAndKeepsQuotesOut) {
  config_.audio.push_back({"second", "The \"other\"\none", test::audio_parameters()});
  config_.audio.back().parameters.language = "de";
  measured_.audio.push_back({256'000, 250'000});
  EXPECT_THAT(text(), HasSubstr("NAME=\"The otherone\",LANGUAGE=\"de\",DEFAULT=NO"));
  EXPECT_THAT(text(), HasSubstr("BANDWIDTH=3256000,AVERAGE-BANDWIDTH=2750000"));
  EXPECT_THAT(text(), HasSubstr("CODECS=\"avc1.640020,mp4a.40.2\"")) << "each codec once";
}

TEST_F(MultivariantTest, NoticesWhatWouldChangeAPlayersChoice) {
  MeasuredBandwidth now = measured_;
  now.video[0] = {830'000, 760'000};
  EXPECT_FALSE(differs_noticeably(measured_, now));
  now.video[0].peak_bps = 850'000;
  EXPECT_TRUE(differs_noticeably(measured_, now));
  now = measured_;
  now.audio[0].average_bps = 110'000;
  EXPECT_TRUE(differs_noticeably(measured_, now));
  now = measured_;
  now.video[1].peak_bps = 2'000'000;
  EXPECT_TRUE(differs_noticeably(measured_, now));
}

}  // namespace
}  // namespace cw::hls
