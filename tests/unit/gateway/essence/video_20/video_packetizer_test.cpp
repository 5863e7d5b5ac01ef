#include "gateway/essence/video_20/video_packetizer.h"

#include <gtest/gtest.h>

#include "gateway/essence/video_20/sample_row_data.h"
#include "gateway/rtp/rtp_view.h"
#include "tests/support/allocation_guard.h"
#include "tests/unit/gateway/essence/video_20/video_test_kit.h"

namespace cw::essence {
namespace {

VideoPacketizer packetizer(const bus::VideoFormat& format, PackingMode packing = PackingMode::kBlock) {
  VideoPacketizerConfig config;
  config.format = format;
  config.payload_type = PayloadType{112};
  config.ssrc = Ssrc{0xCAFE};
  config.packing = packing;
  config.first = SequenceNumber{65'530};
  return std::move(VideoPacketizer::create(config).value());
}

rtp::RtpView view_of(const test::SentPacket& packet) {
  rtp::RtpFault fault{};
  return rtp::RtpView::parse(packet.octets, &fault).value();
}

constexpr int64_t kFrame = 50 * test::kSomeSecond;

TEST(VideoPacketizer, NumbersAndMarksThePacketsOfAFrame) {
  const auto format = test::video_format(1280, 720, 10);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 2);
  const auto packets = test::packets_of(sut, source.picture(kFrame, 1));
  ASSERT_EQ(packets.size(), sut.packets_per_frame());
  for (size_t i = 0; i < packets.size(); ++i) {
    const rtp::RtpView view = view_of(packets[i]);
    const uint32_t sequence = 65'530 + static_cast<uint32_t>(i);
    VideoPayload payload;
    ASSERT_EQ(parse_video_payload(view.payload(), &payload), SrdFault::kNone);
    ASSERT_EQ(view.sequence().value, sequence & 0xFFFF);
    ASSERT_EQ(payload.extended_sequence, sequence >> 16);
    ASSERT_EQ(view.marker(), i + 1 == packets.size());
    ASSERT_EQ(view.timestamp().value, static_cast<uint32_t>(test::kSomeSecond * 90'000));
    ASSERT_EQ(view.ssrc().value, 0xCAFEU);
    ASSERT_EQ(view.payload_type().value, 112);
    ASSERT_LE(packets[i].octets.size(), 1452U);
  }
  EXPECT_EQ(sut.statistics().packets.get(), packets.size());
  EXPECT_EQ(sut.statistics().octets.get(), 1280U / 2 * 5 * 720);
  EXPECT_EQ(sut.statistics().frames.get(), 1U);
}

TEST(VideoPacketizer, RoundsTimeStampsToTheNearestTick) {
  auto format = test::video_format(1280, 720, 10);
  format.rate = *Rate::create(60'000, 1001);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 2);
  for (const int64_t frame : {int64_t{101'898'101'899}, int64_t{101'898'101'900}, int64_t{101'898'101'901}}) {
    const auto packets = test::packets_of(sut, source.picture(frame, 1));
    const auto ticks = static_cast<int64_t>(round_div(Int128{frame} * 3003, 2));  // 1501.5 ticks a frame
    EXPECT_EQ(view_of(packets[0]).timestamp().value, static_cast<uint32_t>(ticks));
  }
}

TEST(VideoPacketizer, SpreadsAFrameLinearlyOverItsPeriod) {
  const auto format = test::video_format(1280, 720, 10);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 2);
  const auto packets = test::packets_of(sut, source.picture(kFrame, 1));
  const int64_t start_ns = test::kSomeSecond * kNsPerSecond + 746'667;  // 20 ms × 28 / 750, rounded up
  EXPECT_EQ(packets[0].due.ns(), start_ns);
  const auto n = static_cast<int64_t>(packets.size());
  for (int64_t k = 0; k < n; ++k) {
    ASSERT_LE(std::abs(packets[static_cast<size_t>(k)].due.ns() - start_ns - k * 20'000'000 / n), 1);
  }
}

TEST(VideoPacketizer, GivesEachFieldATimeStampAndAMarker) {
  const auto format = test::video_format(1920, 1080, 10, bus::Scan::kInterlaced);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 2);
  const auto packets = test::packets_of(sut, source.picture(25 * test::kSomeSecond, 1));
  ASSERT_EQ(packets.size(), 2U * 2058);
  const auto start = static_cast<uint32_t>(test::kSomeSecond * 90'000);
  EXPECT_EQ(view_of(packets[2057]).timestamp().value, start);
  EXPECT_TRUE(view_of(packets[2057]).marker());
  EXPECT_EQ(view_of(packets[2058]).timestamp().value, start + 1800);
  EXPECT_EQ((packets[2058].due - packets[0].due).count(), 20'000'000);
  EXPECT_TRUE(view_of(packets.back()).marker());
}

TEST(VideoPacketizer, GivesBothSegmentsOfPsfTheSameTimeStamp) {
  const auto format = test::video_format(1920, 1080, 10, bus::Scan::kPsf);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 2);
  const auto packets = test::packets_of(sut, source.picture(25 * test::kSomeSecond, 1));
  EXPECT_EQ(view_of(packets.front()).timestamp(), view_of(packets.back()).timestamp());
  EXPECT_TRUE(view_of(packets[2057]).marker());
  EXPECT_EQ((packets[2058].due - packets[0].due).count(), 20'000'000);
}

TEST(VideoPacketizer, WritesPgroupsOfTheRightPixels) {
  const auto format = test::video_format(16, 2, 8);
  VideoPacketizer sut = packetizer(format, PackingMode::kGeneral);
  test::PictureSource source(format, 2);
  const auto frame = source.picture(kFrame, 1);
  const auto packets = test::packets_of(sut, frame);
  ASSERT_EQ(packets.size(), 1U);
  VideoPayload payload;
  ASSERT_EQ(parse_video_payload(view_of(packets[0]).payload(), &payload), SrdFault::kNone);
  ASSERT_EQ(payload.srd_count, 2U);
  for (size_t row = 0; row < 2; ++row) {
    const auto at = [&](size_t plane, size_t x) {
      return frame->planes[plane].data[row * frame->planes[plane].stride_bytes + x];
    };
    for (size_t i = 0; i < 8; ++i) {
      const uint8_t* pgroup = payload.data.data() + row * 32 + 4 * i;
      ASSERT_EQ(pgroup[0], at(1, i));
      ASSERT_EQ(pgroup[1], at(0, 2 * i));
      ASSERT_EQ(pgroup[2], at(2, i));
      ASSERT_EQ(pgroup[3], at(0, 2 * i + 1));
    }
  }
}

TEST(VideoPacketizer, GoesOnWithTheNextFrameAfterASkip) {
  const auto format = test::video_format(1280, 720, 10);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 3);
  std::vector<uint8_t> packet(sut.max_packet_octets());
  ASSERT_TRUE(sut.begin(source.picture(kFrame, 1)));
  for (int i = 0; i < 10; ++i) ASSERT_GT(sut.write_next(packet), 0U);
  sut.skip_frame();
  EXPECT_FALSE(sut.next_due().has_value());
  EXPECT_EQ(sut.write_next(packet), 0U);
  const auto packets = test::packets_of(sut, source.picture(kFrame + 3, 2));
  ASSERT_EQ(packets.size(), sut.packets_per_frame());
  EXPECT_EQ(view_of(packets[0]).sequence().value, (65'530 + 10) & 0xFFFF);
  EXPECT_EQ(sut.statistics().frames_skipped.get(), 1U);
}

TEST(VideoPacketizer, RefusesWhatItCannotSendNow) {
  const auto format = test::video_format(1280, 720, 10);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 4);
  test::PictureSource others(test::video_format(1280, 720, 8), 1);
  EXPECT_FALSE(sut.begin(others.picture(kFrame, 1)));
  EXPECT_EQ(sut.statistics().frames_wrong_format.get(), 1U);
  EXPECT_TRUE(sut.begin(source.picture(kFrame, 1)));
  EXPECT_FALSE(sut.begin(source.picture(kFrame + 1, 1)));
  EXPECT_EQ(sut.statistics().frames_refused_busy.get(), 1U);
  sut.skip_frame();
  EXPECT_FALSE(sut.begin(source.picture(kFrame, 1)));
  EXPECT_EQ(sut.statistics().frames_out_of_order.get(), 1U);
  EXPECT_TRUE(sut.begin(source.picture(kFrame - 1000, 1))) << "a clock that was set back is followed";
}

TEST(VideoPacketizer, WritesNothingIntoTooSmallABuffer) {
  const auto format = test::video_format(1280, 720, 10);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 1);
  ASSERT_TRUE(sut.begin(source.picture(kFrame, 1)));
  std::vector<uint8_t> packet(sut.max_packet_octets() - 1);
  EXPECT_EQ(sut.write_next(packet), 0U);
}

TEST(VideoPacketizer, AllocatesNothingWhileSending) {
  const auto format = test::video_format(1280, 720, 10);
  VideoPacketizer sut = packetizer(format);
  test::PictureSource source(format, 3);
  std::vector<uint8_t> packet(sut.max_packet_octets());
  bus::VideoLease frames[] = {source.picture(kFrame, 1), source.picture(kFrame + 1, 2)};
  const test::AllocationGuard guard;
  for (auto& frame : frames) {
    ASSERT_TRUE(sut.begin(std::move(frame)));
    while (sut.next_due()) sut.write_next(packet);
  }
}

TEST(VideoPacketizer, SaysWhatItDoesNotSupport) {
  VideoPacketizerConfig config;
  config.format = test::video_format(1920, 1080, 12);
  const auto sut = VideoPacketizer::create(config);
  ASSERT_FALSE(sut.has_value());
  EXPECT_NE(sut.error().message.find("12 bits"), std::string::npos);
}

}  // namespace
}  // namespace cw::essence
