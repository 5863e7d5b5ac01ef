#include "gateway/essence/video_20/packet_cutter.h"

#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/gateway/essence/video_20/video_test_kit.h"

namespace cw::essence {
namespace {

VideoRaster raster_of(uint16_t width, uint16_t height, uint8_t depth, bus::Scan scan = bus::Scan::kProgressive) {
  return VideoRaster::create(test::video_format(width, height, depth, scan)).value();
}

PacketCutter cutter(const VideoRaster& raster, PackingMode packing, uint16_t max_udp = 1460) {
  auto created = PacketCutter::create(raster, packing, max_udp);
  EXPECT_TRUE(created.has_value());
  return *created;
}

std::vector<PacketLayout> unit_of(PacketCutter& sut, bool second_field = false) {
  std::vector<PacketLayout> packets;
  sut.start_unit(second_field);
  while (!sut.unit_is_done()) packets.push_back(sut.next());
  return packets;
}

/// Walks the SRDs and checks that they cover the unit in raster order without hole or overlap.
void expect_exact_cover(const std::vector<PacketLayout>& packets, const VideoRaster& raster, uint32_t rows) {
  uint32_t row = 0;
  uint32_t pixel = 0;
  for (const PacketLayout& packet : packets) {
    ASSERT_GE(packet.srd_count, 1U);
    size_t octets = 0;
    for (size_t i = 0; i < packet.srd_count; ++i) {
      const SampleRowData& srd = packet.srds[i];
      ASSERT_EQ(srd.row, row);
      ASSERT_EQ(srd.offset_pixels, pixel);
      ASSERT_GT(srd.length_octets, 0);
      ASSERT_EQ(srd.length_octets % raster.pgroup_octets, 0U);
      pixel += static_cast<uint32_t>(srd.length_octets / raster.pgroup_octets * kPgroupPixels);
      ASSERT_LE(pixel, raster.width);
      octets += srd.length_octets;
      if (pixel == raster.width) {
        pixel = 0;
        ++row;
      }
    }
    ASSERT_EQ(octets, packet.data_octets);
  }
  EXPECT_EQ(row, rows);
  EXPECT_EQ(pixel, 0U);
}

TEST(PacketCutter, FillsBlocksOf1260OctetsAtTheUsualPacketSize) {
  const VideoRaster raster = raster_of(1920, 1080, 10);
  PacketCutter sut = cutter(raster, PackingMode::kBlock);
  const auto packets = unit_of(sut);
  EXPECT_EQ(packets.size(), 4115U);  // 5,184,000 / 1260 = 4114 and a rest
  EXPECT_EQ(sut.packets(false), packets.size());
  for (size_t i = 0; i + 1 < packets.size(); ++i) ASSERT_EQ(packets[i].data_octets, 1260U);
  EXPECT_EQ(packets.back().data_octets, 360U);
  expect_exact_cover(packets, raster, 1080);
  EXPECT_LE(sut.max_packet_octets(), 1452U);
}

TEST(PacketCutter, FillsGeneralPacketsWithWholePgroups) {
  const VideoRaster raster = raster_of(1920, 1080, 10);
  PacketCutter sut = cutter(raster, PackingMode::kGeneral);
  const auto packets = unit_of(sut);
  EXPECT_EQ(packets.size(), sut.packets(false));
  EXPECT_EQ(packets[0].srd_count, 1U);
  EXPECT_EQ(packets[0].data_octets, 1430U);   // 1460 − 8 − 12 − 2 − 6 = 1432
  EXPECT_EQ(sut.max_packet_octets(), 1451U);  // two SRDs and 1425 octets
  expect_exact_cover(packets, raster, 1080);
}

TEST(PacketCutter, CoversEveryRasterExactly) {
  for (const auto& [width, height] : {std::pair{1998, 1080},
                                      {1920, 1080},
                                      {1280, 720},
                                      {720, 487},
                                      {4096, 2160},
                                      {2, 1},
                                      {2, 7},
                                      {6, 100},
                                      {130, 3}}) {
    for (const uint8_t depth : {uint8_t{8}, uint8_t{10}}) {
      const VideoRaster raster = raster_of(static_cast<uint16_t>(width), static_cast<uint16_t>(height), depth);
      PacketCutter general = cutter(raster, PackingMode::kGeneral);
      expect_exact_cover(unit_of(general), raster, raster.height);
      auto block = PacketCutter::create(raster, PackingMode::kBlock, 1460);
      if (block) expect_exact_cover(unit_of(*block), raster, raster.height);
    }
  }
}

TEST(PacketCutter, CutsEachFieldByItself) {
  const VideoRaster raster = raster_of(720, 487, 10, bus::Scan::kInterlaced);
  PacketCutter sut = cutter(raster, PackingMode::kBlock);
  const auto first = unit_of(sut, false);
  const auto second = unit_of(sut, true);
  expect_exact_cover(first, raster, 244);
  expect_exact_cover(second, raster, 243);
  EXPECT_EQ(sut.packets(false), first.size());
  EXPECT_EQ(sut.packets(true), second.size());
  EXPECT_TRUE(second[0].srds[0].second_field);
}

TEST(PacketCutter, UsesTheExtendedPacketSize) {
  const VideoRaster raster = raster_of(1920, 1080, 10);
  PacketCutter sut = cutter(raster, PackingMode::kBlock, 8960);
  expect_exact_cover(unit_of(sut), raster, 1080);
  EXPECT_EQ(unit_of(sut)[0].data_octets, 8820U);
  EXPECT_LE(sut.max_packet_octets(), 8952U);
}

TEST(PacketCutter, RefusesBlockPackingOfShortRows) {
  const auto sut = PacketCutter::create(raster_of(64, 64, 8), PackingMode::kBlock, 1460);
  ASSERT_FALSE(sut.has_value());
  EXPECT_NE(sut.error().message.find("GPM"), std::string::npos);
}

TEST(PacketCutter, RefusesImpossiblePacketSizes) {
  EXPECT_FALSE(PacketCutter::create(raster_of(1920, 1080, 8), PackingMode::kGeneral, 100).has_value());
  EXPECT_FALSE(PacketCutter::create(raster_of(1920, 1080, 8), PackingMode::kGeneral, 9000).has_value());
}

}  // namespace
}  // namespace cw::essence
