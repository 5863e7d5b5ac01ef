#include "gateway/hls/segment_probe.h"

#include <gtest/gtest.h>

#include "gateway/hls/fragment.h"
#include "tests/unit/gateway/hls/coded_units.h"

namespace cw::hls {
namespace {

using test::video_unit;

std::vector<uint8_t> segment(std::span<const bus::CodedUnitPtr> units, const FragmentTiming& timing) {
  BoxWriter out;
  write_segment_type(out);
  write_fragment(out, units, timing);
  return out.take();
}

TEST(SegmentProbe, ReadsBackWhatWasWritten) {
  const std::vector<bus::CodedUnitPtr> units{video_unit(100, true), video_unit(101, false), video_unit(102, false)};
  const auto file = segment(units, {.sequence = 2, .ticks_per_event = 1001, .end_event = 110});
  const auto sut = probe_segment(Bytes(file).first(file.size() - 200));  // the head is enough
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->start_ticks, 100 * 1001);
  EXPECT_EQ(sut->duration_ticks, 10 * 1001);
  EXPECT_EQ(sut->samples, 3U);
  EXPECT_EQ(sut->file_bytes, file.size());
}

TEST(SegmentProbe, RefusesWhatIsCutOrForeign) {
  const std::vector<bus::CodedUnitPtr> units{video_unit(100, true)};
  const auto file = segment(units, {.sequence = 2, .ticks_per_event = 1, .end_event = 101});
  const size_t head = file.size() - 100;  // up to and with the header of mdat
  for (size_t length = 0; length < head; ++length) EXPECT_FALSE(probe_segment(Bytes(file).first(length))) << length;
  EXPECT_TRUE(probe_segment(Bytes(file).first(head)));
  EXPECT_FALSE(probe_segment(std::vector<uint8_t>(4096, 0)));
  EXPECT_FALSE(probe_segment(std::vector<uint8_t>(4096, 0xFF)));
}

}  // namespace
}  // namespace cw::hls
