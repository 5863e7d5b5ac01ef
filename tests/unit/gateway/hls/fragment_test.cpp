#include "gateway/hls/fragment.h"

#include <gtest/gtest.h>

#include "gateway/hls/segment_probe.h"
#include "tests/unit/gateway/hls/box_tree.h"
#include "tests/unit/gateway/hls/coded_units.h"

namespace cw::hls {
namespace {

using test::find_box;
using test::video_unit;

constexpr size_t kTrunHeader = 12;                         // version and flags, sample count, data offset
constexpr int64_t kFarFuture = 100LL * 366 * 86'400 * 60;  // frame index in a hundred years at 60 Hz

std::vector<uint8_t> segment(std::span<const bus::CodedUnitPtr> units, const FragmentTiming& timing) {
  BoxWriter out;
  write_segment_type(out);
  write_fragment(out, units, timing);
  return out.take();
}

TEST(Fragment, PutsTheFirstUnitsTaiIntoTfdtExactly) {
  const std::vector<bus::CodedUnitPtr> units{video_unit(kFarFuture, true), video_unit(kFarFuture + 1, false)};
  const auto sut = segment(units, {.sequence = 7, .ticks_per_event = 1001, .end_event = kFarFuture + 2});
  const Bytes tfdt = find_box(sut, "moof/traf/tfdt");
  EXPECT_EQ(tfdt[0], 1) << "64 bits";
  EXPECT_EQ(load_be64(&tfdt[4]), static_cast<uint64_t>(kFarFuture) * 1001);
  EXPECT_EQ(load_be32(&find_box(sut, "moof/mfhd")[4]), 7U);
}

TEST(Fragment, PointsAtItsSamples) {
  const std::vector<bus::CodedUnitPtr> units{video_unit(50, true, 11), video_unit(51, false, 22)};
  const auto sut = segment(units, {.sequence = 0, .ticks_per_event = 1, .end_event = 52});
  const Bytes trun = find_box(sut, "moof/traf/trun");
  EXPECT_EQ(load_be32(&trun[4]), 2U);
  const size_t moof = find_box(sut, "styp").size() + 8;
  const uint32_t offset = load_be32(&trun[8]);
  const Bytes mdat = find_box(sut, "mdat");
  EXPECT_EQ(&sut[moof + offset], mdat.data());
  EXPECT_EQ(mdat.size(), 33U);
  EXPECT_EQ(mdat[0], 50);
  EXPECT_EQ(mdat[11], 51);
  EXPECT_EQ(load_be32(&trun[kTrunHeader + 4]), 11U);
  EXPECT_EQ(load_be32(&trun[kTrunHeader + 8]), 0x02000000U) << "the first is a sync sample";
  EXPECT_EQ(load_be32(&trun[kTrunHeader + 20]), 0x01010000U);
}

TEST(Fragment, StretchesASampleOverAMissingOneAndTheLastToTheBoundary) {
  const std::vector<bus::CodedUnitPtr> units{video_unit(10, true), video_unit(12, false), video_unit(13, false)};
  const auto sut = segment(units, {.sequence = 0, .ticks_per_event = 1001, .end_event = 20});
  const Bytes trun = find_box(sut, "moof/traf/trun");
  EXPECT_EQ(load_be32(&trun[kTrunHeader]), 2U * 1001);
  EXPECT_EQ(load_be32(&trun[kTrunHeader + 12]), 1U * 1001);
  EXPECT_EQ(load_be32(&trun[kTrunHeader + 24]), 7U * 1001);
}

TEST(Fragment, StatesTheCompositionOffsetOfReorderedPictures) {
  std::vector<bus::CodedUnitPtr> units;
  for (const auto& [pts, dts] : {std::pair{10, 9}, {12, 10}, {11, 11}}) {
    auto unit = std::make_shared<bus::CodedUnit>(*video_unit(pts, pts == 10));
    unit->dts = dts;
    units.push_back(unit);
  }
  const auto sut = segment(units, {.sequence = 0, .ticks_per_event = 2, .end_event = 12});
  const Bytes trun = find_box(sut, "moof/traf/trun");
  EXPECT_EQ(load_be64(&find_box(sut, "moof/traf/tfdt")[4]), 18U);
  EXPECT_EQ(load_be32(&trun[kTrunHeader + 12]), 2U);
  EXPECT_EQ(load_be32(&trun[kTrunHeader + 16 + 12]), 4U);
  EXPECT_EQ(load_be32(&trun[kTrunHeader + 32 + 12]), 0U);
  const auto summary = probe_segment(sut);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->start_ticks, 20) << "shown at 10";
}

}  // namespace
}  // namespace cw::hls
