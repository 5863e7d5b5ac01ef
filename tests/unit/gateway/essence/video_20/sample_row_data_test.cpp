#include "gateway/essence/video_20/sample_row_data.h"

#include <vector>

#include <gtest/gtest.h>

namespace cw::essence {
namespace {

std::vector<uint8_t> payload_with(const std::vector<SampleRowData>& srds, size_t data_octets) {
  std::vector<uint8_t> payload(kExtendedSequenceOctets + srds.size() * kSrdHeaderOctets + data_octets, 0x55);
  store_be16(payload.data(), 0xBEEF);
  for (size_t i = 0; i < srds.size(); ++i) {
    write_srd_header(payload.data() + kExtendedSequenceOctets + i * kSrdHeaderOctets, srds[i], i + 1 < srds.size());
  }
  return payload;
}

TEST(SampleRowData, ReadsWhatItWrites) {
  const SampleRowData first{.length_octets = 1200, .row = 0x7FFF, .offset_pixels = 0x7FFE, .second_field = true};
  const SampleRowData second{.length_octets = 5, .row = 1, .offset_pixels = 2, .second_field = false};
  const auto payload = payload_with({first, second}, 1205);
  VideoPayload out;
  ASSERT_EQ(parse_video_payload(payload, &out), SrdFault::kNone);
  EXPECT_EQ(out.extended_sequence, 0xBEEF);
  ASSERT_EQ(out.srd_count, 2U);
  EXPECT_EQ(out.srds[0].length_octets, 1200);
  EXPECT_EQ(out.srds[0].row, 0x7FFF);
  EXPECT_EQ(out.srds[0].offset_pixels, 0x7FFE);
  EXPECT_TRUE(out.srds[0].second_field);
  EXPECT_EQ(out.srds[1].length_octets, 5);
  EXPECT_EQ(out.srds[1].row, 1);
  EXPECT_EQ(out.srds[1].offset_pixels, 2);
  EXPECT_FALSE(out.srds[1].second_field);
  EXPECT_EQ(out.data.size(), 1205U);
  EXPECT_EQ(out.data.data(), payload.data() + 14);
}

TEST(SampleRowData, HasTheLayoutOfTheStandard) {
  const std::vector<uint8_t> payload{0x00, 0x01, 0x00, 0x05, 0x80, 0x03, 0x00, 0x10, 1, 2, 3, 4, 5};
  VideoPayload out;
  ASSERT_EQ(parse_video_payload(payload, &out), SrdFault::kNone);
  EXPECT_EQ(out.extended_sequence, 1);
  EXPECT_EQ(out.srds[0].length_octets, 5);
  EXPECT_TRUE(out.srds[0].second_field);
  EXPECT_EQ(out.srds[0].row, 3);
  EXPECT_EQ(out.srds[0].offset_pixels, 16);
}

TEST(SampleRowData, RefusesAFourthHeader) {
  VideoPayload out;
  EXPECT_EQ(parse_video_payload(payload_with({{}, {}, {}}, 0), &out), SrdFault::kNone);
  EXPECT_EQ(parse_video_payload(payload_with({{}, {}, {}, {}}, 0), &out), SrdFault::kTooManySrds);
}

TEST(SampleRowData, RefusesEveryTruncation) {
  const auto payload = payload_with({{.length_octets = 10}, {.length_octets = 20}}, 30);
  for (size_t size = 0; size < payload.size(); ++size) {
    const std::vector<uint8_t> cut(payload.begin(), payload.begin() + static_cast<ptrdiff_t>(size));
    VideoPayload out;
    EXPECT_EQ(parse_video_payload(cut, &out), SrdFault::kShort) << size;
  }
}

TEST(SampleRowData, CutsOffWhatFollowsTheData) {
  VideoPayload out;
  ASSERT_EQ(parse_video_payload(payload_with({{.length_octets = 10}}, 17), &out), SrdFault::kNone);
  EXPECT_EQ(out.data.size(), 10U);
}

}  // namespace
}  // namespace cw::essence
