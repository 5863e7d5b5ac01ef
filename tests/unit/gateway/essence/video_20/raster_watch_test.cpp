#include "gateway/essence/video_20/raster_watch.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/essence/video_20/video_test_kit.h"

namespace cw::essence {
namespace {

VideoRaster raster_of(uint16_t width, uint16_t height, bus::Scan scan = bus::Scan::kProgressive) {
  return VideoRaster::create(test::video_format(width, height, 10, scan)).value();
}
UnitExtent extent(uint32_t width, uint32_t rows, bool both_parities = true) { return {rows, width, both_parities}; }

TEST(RasterWatch, IsSilentWhileTheRasterFits) {
  VideoAssemblerStatistics statistics;
  RasterWatch sut(raster_of(1920, 1080));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(sut.on_marker(extent(1920, 1080), false, statistics));
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 0);
  EXPECT_EQ(statistics.detected_width.get(), 1920);
  EXPECT_EQ(statistics.detected_height.get(), 1080);
}

TEST(RasterWatch, RaisesTheAlarmWhenTwoUnitsAgreeAndClearsIt) {
  VideoAssemblerStatistics statistics;
  RasterWatch sut(raster_of(1920, 1080));
  (void)sut.on_marker(extent(1280, 720), false, statistics);
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 0);
  (void)sut.on_marker(extent(1280, 720), false, statistics);
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 1);
  EXPECT_EQ(statistics.detected_width.get(), 1280);
  EXPECT_EQ(statistics.detected_height.get(), 720);
  (void)sut.on_marker(extent(1920, 1080), false, statistics);
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 0);
}

TEST(RasterWatch, IgnoresUnitsThatLossMadeSmaller) {
  VideoAssemblerStatistics statistics;
  RasterWatch sut(raster_of(1920, 1080));
  (void)sut.on_marker(extent(1920, 1000), false, statistics);
  (void)sut.on_marker(extent(1920, 1003), false, statistics);
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 0);
}

TEST(RasterWatch, CountsFieldRowsTwice) {
  VideoAssemblerStatistics statistics;
  RasterWatch sut(raster_of(1920, 1080, bus::Scan::kInterlaced));
  (void)sut.on_marker(extent(1920, 540), false, statistics);
  EXPECT_EQ(statistics.detected_height.get(), 1080);
  (void)sut.on_marker(extent(720, 288), false, statistics);
  (void)sut.on_marker(extent(720, 288), true, statistics);
  EXPECT_EQ(statistics.detected_height.get(), 576);
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 1);
}

TEST(RasterWatch, FindsSendersThatNumberRowsByFrameLines) {
  VideoAssemblerStatistics statistics;
  RasterWatch sut(raster_of(1920, 1080, bus::Scan::kInterlaced));
  EXPECT_TRUE(sut.on_marker(extent(1920, 1079, false), false, statistics));
  EXPECT_TRUE(sut.row_is_frame_line());
  EXPECT_EQ(statistics.frame_line_numbering.get(), 1);
  EXPECT_EQ(sut.line_of({.row = 1079, .second_field = true}), 1079U);
  EXPECT_FALSE(sut.on_marker(extent(1920, 1080, false), true, statistics));
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 0);
  EXPECT_TRUE(sut.on_marker(extent(1920, 540, true), false, statistics)) << "and notices when they stop";
  EXPECT_FALSE(sut.row_is_frame_line());
}

TEST(RasterWatch, NeverPlacesARowOutsideOfTheFrame) {
  RasterWatch sut(raster_of(720, 487, bus::Scan::kInterlaced));
  EXPECT_EQ(sut.line_of({.row = 243, .second_field = false}), 486U);
  EXPECT_EQ(sut.line_of({.row = 244, .second_field = false}), 487U);
  EXPECT_EQ(sut.line_of({.row = 242, .second_field = true}), 485U);
  EXPECT_EQ(sut.line_of({.row = 243, .second_field = true}), 487U);
}

}  // namespace
}  // namespace cw::essence
