#include "gateway/hls/rendition_packager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/hls/init_segment.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/gateway/hls/coded_units.h"
#include "tests/unit/gateway/hls/memory_store.h"

namespace cw::hls {
namespace {

using test::MemoryStore;
using test::video_unit;
using testing::HasSubstr;
using testing::Not;

constexpr int64_t kSegmentFrames = 10;

// Segments of ten frames at 50/s, GOPs of five; a playlist of four, two more kept on disk.
class RenditionPackagerTest : public testing::Test {
 protected:
  RenditionPackagerTest() { restart(); }

  void restart() {
    const bus::CodecParameters parameters = test::video_parameters();
    sut_ = std::make_unique<RenditionPackager>(
        RenditionPackager::Setup{
            .rendition = {"v", "", parameters},
            .folder = "/out/v",
            .grid = {.grid = SegmentGrid(parameters.time_base, kSegmentFrames), .time_base = parameters.time_base},
            .window = {.listed = 4, .grace = 2},
            .init_segment = *build_init_segment(parameters)},
        storage_, clock_);
    EXPECT_FALSE(sut_->open());
  }
  // Frames [from, to) with IDRs at multiples of five, as an encoder makes them.
  void feed(int64_t from, int64_t to) {
    for (int64_t n = from; n < to; ++n) {
      clock_.set(Rate::hz(50).time_of(n + 1));
      sut_->on_unit(video_unit(n, n % 5 == 0));
    }
  }
  [[nodiscard]] std::string playlist() const { return disk_->text("/out/v/media.m3u8"); }
  [[nodiscard]] bool has_segment(int64_t number) const { return disk_->has("/out/v/" + segment_name(number)); }
  [[nodiscard]] RenditionStatistics statistics() const { return sut_->statistics(); }

  std::shared_ptr<MemoryStore::Disk> disk_ = std::make_shared<MemoryStore::Disk>();
  Storage storage_{std::make_unique<MemoryStore>(disk_), "test"};
  test::FakeClock clock_{Rate::hz(50).time_of(1000)};
  std::unique_ptr<RenditionPackager> sut_;
};

TEST_F(RenditionPackagerTest, WaitsForABoundaryAndPublishesASegmentWithItsLastFrame) {
  feed(1003, 1019);
  EXPECT_FALSE(sut_->playable()) << "frames 1003 to 1009 are not a whole segment";
  EXPECT_EQ(playlist(), "");
  feed(1019, 1020);
  EXPECT_TRUE(sut_->playable());
  EXPECT_FALSE(has_segment(100));
  EXPECT_TRUE(has_segment(101));
  EXPECT_THAT(playlist(), HasSubstr("#EXT-X-MEDIA-SEQUENCE:101\n"));
  EXPECT_EQ(statistics().publish_delay_ns, 0);
  EXPECT_EQ(statistics().newest_segment, 101);
}

TEST_F(RenditionPackagerTest, WritesASegmentBeforeThePlaylistThatNamesIt) {
  feed(1000, 1010);
  EXPECT_THAT(disk_->writes, testing::ElementsAre("/out/v/init.mp4", "/out/v/100.m4s", "/out/v/media.m3u8"));
}

TEST_F(RenditionPackagerTest, RemovesSegmentsAfterTheGracePeriod) {
  feed(1000, 1100);
  EXPECT_THAT(playlist(), HasSubstr("#EXT-X-MEDIA-SEQUENCE:106\n"));
  for (int64_t number = 100; number < 104; ++number) EXPECT_FALSE(has_segment(number)) << number;
  for (int64_t number = 104; number < 110; ++number) EXPECT_TRUE(has_segment(number)) << number;
  EXPECT_EQ(statistics().segments_removed, 4U);
  EXPECT_EQ(statistics().segments_written, 10U);
}

TEST_F(RenditionPackagerTest, StartsASegmentAtTheNextKeyWhenItsOwnIsMissing) {
  feed(1000, 1020);
  for (int64_t n = 1021; n < 1030; ++n) sut_->on_unit(video_unit(n, n == 1025));
  EXPECT_EQ(statistics().units_without_key, 4U);
  EXPECT_EQ(statistics().late_keys, 1U);
  EXPECT_THAT(playlist(), HasSubstr("#EXT-X-PROGRAM-DATE-TIME:1969-12-31T23:59:43.500Z\n#EXTINF:0.100000,\n102.m4s"));
}

TEST_F(RenditionPackagerTest, MarksASegmentWithoutAnyKeyAsAGap) {
  feed(1000, 1010);
  for (int64_t n = 1010; n < 1020; ++n) sut_->on_unit(video_unit(n, false));
  feed(1020, 1030);
  EXPECT_EQ(statistics().gaps, 1U);
  EXPECT_THAT(playlist(), HasSubstr("#EXT-X-GAP\n#EXT-X-PROGRAM-DATE-TIME:1969-12-31T23:59:43.200Z\n"
                                    "#EXTINF:0.200000,\n101.m4s\n#EXT-X-PROGRAM-DATE-TIME"));
}

TEST_F(RenditionPackagerTest, ClosesASegmentWhoseLastFramesAreMissing) {
  feed(1000, 1007);
  feed(1010, 1011);
  EXPECT_TRUE(has_segment(100));
  EXPECT_THAT(playlist(), HasSubstr("#EXTINF:0.200000,\n100.m4s")) << "its last frame lasts until the boundary";
}

TEST_F(RenditionPackagerTest, DropsAStrayOldUnit) {
  feed(1000, 1015);
  sut_->on_unit(video_unit(1003, false));
  sut_->on_unit(video_unit(1014, false));
  sut_->on_unit(video_unit(-5, true));
  feed(1015, 1020);
  EXPECT_EQ(statistics().units_out_of_order, 3U);
  EXPECT_EQ(statistics().segments_written, 2U);
  EXPECT_EQ(statistics().timeline_restarts, 0U);
}

TEST_F(RenditionPackagerTest, FollowsATimeLineThatWasSetBack) {
  feed(5000, 5050);
  feed(4000, 4050);
  EXPECT_EQ(statistics().timeline_restarts, 1U);
  EXPECT_FALSE(has_segment(504));
  EXPECT_THAT(playlist(), HasSubstr("404.m4s"));
  EXPECT_THAT(playlist(), Not(HasSubstr("504.m4s")));
}

TEST_F(RenditionPackagerTest, GoesOnAfterAJumpForward) {
  feed(1000, 1010);
  feed(900'000'000, 900'000'020);
  EXPECT_THAT(playlist(), HasSubstr("#EXT-X-MEDIA-SEQUENCE:90000000\n"));
  EXPECT_FALSE(has_segment(100));
}

TEST_F(RenditionPackagerTest, CarriesOnInTheSameNumberingAfterARestart) {
  feed(1000, 1025);
  restart();
  EXPECT_TRUE(sut_->playable());
  EXPECT_EQ(statistics().newest_segment, 101);
  feed(1032, 1050);
  EXPECT_EQ(statistics().gaps, 2U) << "102 was unfinished, 103 partly missed";
  EXPECT_THAT(playlist(), HasSubstr("#EXT-X-MEDIA-SEQUENCE:101\n"));
  EXPECT_THAT(playlist(), HasSubstr("101.m4s\n#EXT-X-GAP\n"));
  EXPECT_THAT(playlist(),
              HasSubstr("103.m4s\n#EXT-X-PROGRAM-DATE-TIME:1969-12-31T23:59:43.800Z\n#EXTINF:0.200000,\n104.m4s"));
}

TEST_F(RenditionPackagerTest, RemovesWhatIsStaleDamagedOrForeignAtTheStart) {
  feed(1000, 1040);
  disk_->files["/out/v/101.m4s"].pop_back();
  disk_->files["/out/v/777.m4s"] = disk_->files["/out/v/102.m4s"];
  disk_->files["/out/v/103.m4s"][40] ^= 0x10;
  disk_->files["/out/v/104.m4s.tmp"] = {1};
  disk_->files["/out/v/notes.txt"] = {1};
  restart();
  EXPECT_TRUE(has_segment(100));
  EXPECT_FALSE(has_segment(101));
  EXPECT_TRUE(has_segment(102));
  EXPECT_FALSE(has_segment(777));
  EXPECT_FALSE(disk_->has("/out/v/104.m4s.tmp"));
  EXPECT_TRUE(disk_->has("/out/v/notes.txt")) << "not ours";
}

TEST_F(RenditionPackagerTest, DoesNotOfferSegmentsOfYesterday) {
  feed(1000, 1040);
  clock_.advance(std::chrono::hours(24));
  restart();
  EXPECT_FALSE(sut_->playable());
  EXPECT_FALSE(has_segment(103));
  EXPECT_FALSE(disk_->has("/out/v/media.m3u8"));
}

TEST_F(RenditionPackagerTest, DropsSegmentsThatAnotherInitSegmentBelongsTo) {
  feed(1000, 1040);
  disk_->files["/out/v/init.mp4"].back() ^= 1;
  restart();
  EXPECT_FALSE(sut_->playable());
  EXPECT_FALSE(has_segment(103));
}

TEST_F(RenditionPackagerTest, TurnsSegmentsThatFoundNoRoomIntoGapsAndRecovers) {
  feed(1000, 1010);
  disk_->failure = std::make_error_code(std::errc::no_space_on_device);
  feed(1010, 1030);
  EXPECT_TRUE(storage_.failing());
  EXPECT_EQ(statistics().gaps, 2U);
  disk_->failure = {};
  feed(1030, 1040);
  EXPECT_FALSE(storage_.failing());
  EXPECT_THAT(playlist(), HasSubstr("100.m4s\n#EXT-X-GAP\n"));
  EXPECT_THAT(playlist(),
              HasSubstr("102.m4s\n#EXT-X-PROGRAM-DATE-TIME:1969-12-31T23:59:43.600Z\n#EXTINF:0.200000,\n103.m4s"));
}

TEST_F(RenditionPackagerTest, WritesTheInitSegmentOnceTheDiskHasRoom) {
  disk_->files.clear();
  disk_->failure = std::make_error_code(std::errc::no_space_on_device);
  restart();
  disk_->failure = {};
  feed(1000, 1020);
  EXPECT_TRUE(disk_->has("/out/v/init.mp4"));
  EXPECT_TRUE(sut_->playable());
}

TEST_F(RenditionPackagerTest, DeclaresTheNominalBandwidthUntilItHasMeasured) {
  EXPECT_EQ(sut_->bandwidth().peak_bps, 3'000'000U);
  feed(1000, 1030);
  const uint64_t bytes = disk_->files["/out/v/100.m4s"].size();
  EXPECT_EQ(sut_->bandwidth().peak_bps, bytes * 8 * 5);
}

TEST_F(RenditionPackagerTest, PacksReorderedPicturesIntoTheirOwnSegment) {
  // Decoding order of a GOP of five with one B picture, dts one ahead: I0 P2 B1 P4 B3.
  const auto gop = [this](int64_t start) {
    int64_t dts = start - 1;
    for (const int64_t step : {0, 2, 1, 4, 3}) {
      auto unit = std::make_shared<bus::CodedUnit>(*video_unit(start + step, step == 0));
      unit->dts = dts++;
      sut_->on_unit(unit);
    }
  };
  for (int64_t start = 1000; start < 1030; start += 5) gop(start);
  EXPECT_TRUE(has_segment(100));
  EXPECT_TRUE(has_segment(101));
  EXPECT_FALSE(has_segment(102)) << "closed by the next key only";
  EXPECT_EQ(statistics().units_out_of_order, 0U);
  clock_.set(Rate::hz(50).time_of(1030));
  restart();
  EXPECT_TRUE(has_segment(101)) << "fits the grid by its presentation time";
}

}  // namespace
}  // namespace cw::hls
