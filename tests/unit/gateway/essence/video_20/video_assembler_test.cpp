#include "gateway/essence/video_20/video_assembler.h"

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"
#include "tests/unit/gateway/essence/video_20/hand_sender.h"

namespace cw::essence {
namespace {

using std::chrono::milliseconds;
using test::HandSender;

constexpr uint16_t kWidth = 64;
constexpr uint16_t kHeight = 8;
constexpr uint16_t kRowPgroups = kWidth / 2;
constexpr int64_t kFrame = 50 * test::kSomeSecond;  // index of the first frame
constexpr int64_t kTicks = 90'000 * test::kSomeSecond;
constexpr int64_t kFrameTicks = 1800;

int64_t ticks_of(int64_t nth) { return kTicks + nth * kFrameTicks; }

/// 64 × 8 pixels, 10 bits, 50 frames a second; pictures 0…7 are all different.
class VideoAssemblerTest : public testing::Test {
 public:
  VideoAssemblerTest() {
    for (uint32_t i = 0; i < 8; ++i) pictures.push_back(source.picture(i, i + 1));
  }
  /// Sends the first `rows` of picture `nth`; frames have 8.
  void send(int64_t nth, uint16_t rows = kHeight) {
    sender.of(pictures[static_cast<size_t>(nth)], ticks_of(nth)).send_rows(0, rows);
  }

  const bus::VideoFormat format = test::video_format(kWidth, kHeight, 10);
  test::PictureSource source{format, 8};
  std::vector<bus::VideoLease> pictures;
  test::CapturedVideo output;
  HandSender sender{format, output};
  VideoAssembler& sut = sender.sut();
  const VideoAssemblerStatistics& statistics = sut.statistics();
};

TEST_F(VideoAssemblerTest, PublishesACompleteFrameAtOnce) {
  send(0, kHeight - 1);
  EXPECT_TRUE(output.frames.empty());
  sender.by(Leg::kBlue).send_rows(kHeight - 1, 1);
  ASSERT_EQ(output.frames.size(), 1U);
  const bus::VideoFrame& frame = *output.frames[0];
  EXPECT_TRUE(frame.complete);
  EXPECT_TRUE(frame.locked);
  EXPECT_EQ(frame.index, kFrame);
  EXPECT_EQ(frame.tai, TaiTime::from_ns(test::kSomeSecond * kNsPerSecond));
  EXPECT_EQ(frame.missing_octets, 0U);
  EXPECT_EQ(frame.leg_packets, (std::array<uint32_t, 2>{7, 1}));
  EXPECT_TRUE(test::same_picture(frame, *pictures[0]));
  EXPECT_EQ(statistics.frames_complete.get(), 1U);
  EXPECT_EQ(statistics.octets.get(), 160U * 8);
  EXPECT_EQ(statistics.open_frames.get(), 0);
}

TEST_F(VideoAssemblerTest, TakesPacketsInAnyOrder) {
  sender.of(pictures[0], ticks_of(0));
  for (const int row : {7, 0, 6, 3, 1, 2, 5, 4}) sender.send_rows(static_cast<uint16_t>(row), 1);
  ASSERT_EQ(output.frames.size(), 1U);
  EXPECT_TRUE(test::same_picture(*output.frames[0], *pictures[0]));
}

TEST_F(VideoAssemblerTest, TakesThreeSrdsInAPacket) {
  sender.of(pictures[0], ticks_of(0));
  sender.send({{0, 0, kRowPgroups}, {1, 0, kRowPgroups}, {2, 0, 1}});
  sender.send({{2, 2, kRowPgroups - 1}, {3, 0, kRowPgroups}});
  sender.send_rows(4, 4);
  ASSERT_EQ(output.frames.size(), 1U);
  EXPECT_TRUE(test::same_picture(*output.frames[0], *pictures[0]));
}

TEST_F(VideoAssemblerTest, NeverPublishesAFirstFrameThatBeganBeforeReception) {
  sender.of(pictures[0], ticks_of(0)).send_rows(3, 5);
  send(1);
  sut.poll(kVideoClock.time_of(ticks_of(2)) + milliseconds(20));
  ASSERT_EQ(output.frames.size(), 1U);
  EXPECT_EQ(output.frames[0]->index, kFrame + 1);
  EXPECT_EQ(statistics.frames_dropped_at_start.get(), 1U);
}

TEST_F(VideoAssemblerTest, ConcealsExactlyWhatIsMissing) {
  send(0);
  sender.of(pictures[1], ticks_of(1)).send_rows(0, 2).send_rows(3, 5);
  sender.send({{2, 0, 10}}).send({{2, 24, 19}});  // pgroups 10 and 11, and the last one, are lost
  sut.poll(kVideoClock.time_of(ticks_of(2)) + milliseconds(20));
  ASSERT_EQ(output.frames.size(), 2U);
  const bus::VideoFrame& frame = *output.frames[1];
  EXPECT_FALSE(frame.complete);
  EXPECT_EQ(frame.missing_octets, 3U * 5);
  EXPECT_EQ(statistics.missing_octets.get(), 15U);
  EXPECT_EQ(statistics.frames_incomplete.get(), 1U);
  for (size_t line = 0; line < kHeight; ++line) {
    EXPECT_TRUE(line == 2 || test::same_line(frame, *pictures[1], line)) << line;
  }
  const auto samples = [](const bus::VideoFrame& f, size_t plane) {
    return reinterpret_cast<const uint16_t*>(f.planes[plane].data + 2 * f.planes[plane].stride_bytes);
  };
  for (size_t pgroup = 0; pgroup < kRowPgroups; ++pgroup) {
    const bool lost = pgroup == 10 || pgroup == 11 || pgroup == 31;
    const bus::VideoFrame& expected = lost ? *pictures[0] : *pictures[1];
    EXPECT_EQ(samples(frame, 0)[2 * pgroup], samples(expected, 0)[2 * pgroup]) << pgroup;
    EXPECT_EQ(samples(frame, 0)[2 * pgroup + 1], samples(expected, 0)[2 * pgroup + 1]) << pgroup;
    EXPECT_EQ(samples(frame, 1)[pgroup], samples(expected, 1)[pgroup]) << pgroup;
    EXPECT_EQ(samples(frame, 2)[pgroup], samples(expected, 2)[pgroup]) << pgroup;
  }
}

TEST_F(VideoAssemblerTest, ConcealsWithBlackBeforeThereIsAPicture) {
  sender.of(pictures[0], ticks_of(0)).send_rows(7, 1);  // the rest of it came before reception
  send(1, 4);
  sut.flush();
  ASSERT_EQ(output.frames.size(), 1U);
  const bus::VideoFrame& frame = *output.frames[0];
  const auto* y = reinterpret_cast<const uint16_t*>(frame.planes[0].data + 5 * frame.planes[0].stride_bytes);
  const auto* cb = reinterpret_cast<const uint16_t*>(frame.planes[1].data + 5 * frame.planes[1].stride_bytes);
  EXPECT_EQ(y[0], 64);
  EXPECT_EQ(y[kWidth - 1], 64);
  EXPECT_EQ(cb[0], 512);
  EXPECT_EQ(cb[kRowPgroups - 1], 512);
}

TEST_F(VideoAssemblerTest, WaitsForLatePacketsUntilTheDeadline) {
  send(0);
  send(1, kHeight - 1);
  const TaiTime deadline = kVideoClock.time_of(ticks_of(1)) + milliseconds(1 + 20 + 10);  // arrival, period, hold
  sut.poll(deadline - Duration{1});
  EXPECT_EQ(output.frames.size(), 1U);
  sender.send_rows(kHeight - 1, 1);
  ASSERT_EQ(output.frames.size(), 2U);
  EXPECT_TRUE(output.frames[1]->complete);
  send(2, kHeight - 1);
  sut.poll(deadline + milliseconds(20));
  EXPECT_EQ(output.frames.size(), 3U);
  sender.send_rows(kHeight - 1, 1);
  EXPECT_EQ(statistics.late_packets.get(), 1U);
  EXPECT_EQ(output.frames.size(), 3U);
}

TEST_F(VideoAssemblerTest, IsNotFooledByOverlaps) {
  send(0);
  send(1, kHeight - 1);
  sender.send_rows(0, 1);  // as many octets as a frame has, but not all of them
  EXPECT_EQ(output.frames.size(), 1U);
  EXPECT_EQ(statistics.overlapping_octets.get(), 160U);
  sut.flush();
  EXPECT_EQ(output.frames[1]->missing_octets, 160U);
}

TEST_F(VideoAssemblerTest, PublishesInOrderOfTheIndex) {
  send(0);
  send(1, kHeight - 1);
  send(2);
  send(3);
  EXPECT_EQ(output.frames.size(), 1U) << "frame 1 may still be completed";
  sender.of(pictures[1], ticks_of(1)).send_rows(kHeight - 1, 1);
  ASSERT_EQ(output.frames.size(), 4U);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(output.frames[i]->index, kFrame + static_cast<int64_t>(i));
    EXPECT_TRUE(output.frames[i]->complete);
  }
}

TEST_F(VideoAssemblerTest, OpensAnEarlierFrameWhoseFirstPacketComesLast) {
  send(0);
  send(2);
  send(1);
  ASSERT_EQ(output.frames.size(), 2U) << "nothing was known of frame 1 when frame 2 was complete";
  EXPECT_EQ(output.frames[1]->index, kFrame + 2);
  EXPECT_EQ(statistics.late_packets.get(), 8U);
  send(4, 3);
  send(3);
  sender.of(pictures[4], ticks_of(4)).send_rows(3, 5);
  ASSERT_EQ(output.frames.size(), 4U);
  EXPECT_EQ(output.frames[2]->index, kFrame + 3);
  EXPECT_EQ(output.frames[3]->index, kFrame + 4);
}

TEST_F(VideoAssemblerTest, MakesRoomByPublishingTheOldest) {
  send(0);
  for (int64_t nth = 1; nth <= 4; ++nth) send(nth, 1);
  EXPECT_EQ(statistics.open_frames.get(), 4);
  EXPECT_EQ(output.frames.size(), 1U);
  send(5, 1);
  ASSERT_EQ(output.frames.size(), 2U);
  EXPECT_EQ(output.frames[1]->index, kFrame + 1);
  EXPECT_EQ(output.frames[1]->missing_octets, 7U * 160);
}

TEST_F(VideoAssemblerTest, KeepsItsOrderWhenAnOldFrameMakesRoom) {
  send(0);
  send(1, 1);
  for (int64_t nth = 3; nth <= 5; ++nth) send(nth);
  send(2, 1);  // needs room: 1 goes, 3 to 5 are complete but must wait for 2
  ASSERT_EQ(output.frames.size(), 2U);
  sender.send_rows(1, 7);
  ASSERT_EQ(output.frames.size(), 6U);
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(output.frames[i]->index, kFrame + static_cast<int64_t>(i));
}

TEST_F(VideoAssemblerTest, CountsIndicesThatNeverCame) {
  send(0);
  send(3);
  EXPECT_EQ(output.frames.size(), 2U);
  EXPECT_EQ(statistics.indices_skipped.get(), 2U);
}

TEST_F(VideoAssemblerTest, RefusesPixelsBeyondTheRaster) {
  send(0);
  sender.of(pictures[1], ticks_of(1));
  sender.send({{kHeight, 0, 4}}).send({{0, kWidth - 2, 2}}).send({{0x7FFF, 0x7FFE, 4}}).send({{0, 0, 200}});
  EXPECT_EQ(statistics.wrong_raster.get(), 4U);
  sender.send_frame();
  ASSERT_EQ(output.frames.size(), 2U);
  EXPECT_TRUE(test::same_picture(*output.frames[1], *pictures[1]));
  EXPECT_FALSE(output.frames[1]->complete) << "the sender's picture is larger than this";
}

TEST_F(VideoAssemblerTest, NamesASmallerRasterInItsAlarm) {
  for (int64_t nth = 0; nth < 3; ++nth) {
    sender.of(pictures[static_cast<size_t>(nth)], ticks_of(nth));
    for (uint16_t row = 0; row < 4; ++row) sender.send({{row, 0, 16}}, row == 3);
  }
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 1);
  EXPECT_EQ(statistics.detected_width.get(), 32);
  EXPECT_EQ(statistics.detected_height.get(), 4);
  send(3);
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 0);
}

TEST_F(VideoAssemblerTest, NamesALargerRasterInItsAlarm) {
  for (int64_t nth = 0; nth < 3; ++nth) {
    sender.of(pictures[static_cast<size_t>(nth)], ticks_of(nth));
    for (uint16_t row = 0; row < 10; ++row) sender.send({{row, 0, 40}}, row == 9);
  }
  EXPECT_EQ(statistics.wrong_raster_alarm.get(), 1);
  EXPECT_EQ(statistics.detected_width.get(), 80);
  EXPECT_EQ(statistics.detected_height.get(), 10);
}

TEST_F(VideoAssemblerTest, RefusesPartsOfPgroups) {
  sender.of(pictures[0], ticks_of(0));
  std::vector<uint8_t> odd_length(8 + 9);
  write_srd_header(odd_length.data() + 2, {.length_octets = 9}, false);
  sender.send_payload(odd_length);
  sender.send({{0, 1, 2}});
  EXPECT_EQ(statistics.bad_srds.get(), 2U);
  EXPECT_EQ(statistics.octets.get(), 0U);
}

TEST_F(VideoAssemblerTest, RefusesPayloadsThatContradictThemselves) {
  sender.of(pictures[0], ticks_of(0));
  sender.send({{0, 0, 1}, {1, 0, 1}, {2, 0, 1}, {3, 0, 1}});
  EXPECT_EQ(statistics.too_many_srds.get(), 1U);
  sender.send_payload({}).send_payload({0, 0, 0, 10, 0, 0, 0, 0, 1, 2, 3});
  EXPECT_EQ(statistics.short_packets.get(), 2U);
}

TEST_F(VideoAssemblerTest, CountsAnEmptySrdAsNothing) {
  sender.of(pictures[0], ticks_of(0));
  sender.send({{0, 0, kRowPgroups}, {0, 0, 0}});
  EXPECT_EQ(statistics.bad_srds.get(), 0U);
  sender.send_rows(1, 7);
  EXPECT_EQ(output.frames.size(), 1U);
}

TEST_F(VideoAssemblerTest, RefusesSecondFieldsInAProgressiveStream) {
  sender.of(pictures[0], ticks_of(0));
  sender.send({{0, 0, 1, true}});
  EXPECT_EQ(statistics.wrong_field.get(), 1U);
}

TEST_F(VideoAssemblerTest, DropsFramesWhileConsumersHoldAllMemory) {
  // 12 frames of memory: 8 with the consumer and one to conceal with would leave three, so take all of them.
  for (int round = 0; round < 2; ++round) {
    for (int64_t nth = 0; nth < 8; ++nth) {
      sender.of(pictures[static_cast<size_t>(nth)], ticks_of(nth + round * 8)).send_frame();
    }
  }
  EXPECT_EQ(output.frames.size(), 12U);
  EXPECT_EQ(statistics.frames_dropped_no_memory.get(), 4U);
  output.frames.clear();
  sender.of(pictures[0], ticks_of(20)).send_frame();
  EXPECT_EQ(output.frames.size(), 1U);
}

TEST_F(VideoAssemblerTest, IsFlaggedAndGoesOnWhenTheExtendedSequenceIsNotUsed) {
  std::vector<uint8_t> payload(8);
  sender.of(pictures[0], ticks_of(0));
  for (int i = 0; i < 70'000; ++i) sender.send_payload(payload);
  EXPECT_EQ(statistics.sequence_mismatch.get(), 1U);
}

TEST_F(VideoAssemblerTest, DropsTheSurplusFramesOfAFastSender) {
  // 51 frames a second with honest time stamps but no lock to TAI, for two seconds.
  TaiTime tai = TaiTime::from_ns(test::kSomeSecond * kNsPerSecond);
  uint32_t timestamp = 12'345;
  for (int i = 0; i < 102; ++i) {
    sender.of_unlocked(pictures[static_cast<size_t>(i % 8)], timestamp, tai).send_frame();
    timestamp += 90'000 / 51;
    tai += Duration{kNsPerSecond / 51};
    if (output.frames.size() > 1) {
      ASSERT_GT(output.frames.back()->index, output.frames[output.frames.size() - 2]->index);
    }
    if (output.frames.size() > 2) output.frames.erase(output.frames.begin());
  }
  EXPECT_EQ(statistics.frames_dropped_same_index.get(), 2U);
  EXPECT_EQ(statistics.frames_complete.get(), 100U);
  EXPECT_EQ(statistics.indices_skipped.get(), 0U);
  EXPECT_FALSE(output.frames.back()->locked);
}

TEST_F(VideoAssemblerTest, SkipsIndicesForASlowSender) {
  TaiTime tai = TaiTime::from_ns(test::kSomeSecond * kNsPerSecond);
  uint32_t timestamp = 12'345;
  for (int i = 0; i < 98; ++i) {
    sender.of_unlocked(pictures[static_cast<size_t>(i % 8)], timestamp, tai).send_frame();
    timestamp += 90'000 / 49;
    tai += Duration{kNsPerSecond / 49};
    output.frames.clear();
  }
  EXPECT_EQ(statistics.frames_complete.get(), 98U);
  EXPECT_EQ(statistics.indices_skipped.get(), 2U);
  EXPECT_EQ(statistics.frames_dropped_same_index.get(), 0U);
}

TEST_F(VideoAssemblerTest, FollowsAClockThatWasSetBack) {
  send(0);
  send(1);
  sender.of(pictures[2], kTicks - 90'000 * 3600).send_frame();
  ASSERT_EQ(output.frames.size(), 3U);
  EXPECT_EQ(output.frames[2]->index, kFrame - 50 * 3600);
  EXPECT_EQ(statistics.index_resets.get(), 1U);
}

TEST_F(VideoAssemblerTest, BeginsAnewAfterARestart) {
  send(0);
  send(1, 3);
  sut.restart();
  ASSERT_EQ(output.frames.size(), 2U);
  sender.of(pictures[2], ticks_of(2)).send_rows(5, 3);
  sut.flush();
  EXPECT_EQ(output.frames.size(), 2U) << "the first frame after a restart may have begun before it";
  EXPECT_EQ(statistics.frames_dropped_at_start.get(), 1U);
}

TEST_F(VideoAssemblerTest, AllocatesNothingWhileItRuns) {
  std::vector<std::vector<uint8_t>> packets;
  for (uint16_t row = 0; row < kHeight; ++row) {
    std::vector<uint8_t> rtp(12 + 2 + 6 + 160);
    rtp[0] = 0x80;
    write_srd_header(rtp.data() + 14, {.length_octets = 160, .row = row}, false);
    packets.push_back(std::move(rtp));
  }
  const test::AllocationGuard guard;
  for (int64_t nth = 0; nth < 50; ++nth) {
    const rtp::MediaTimeMapper::MediaTime time{MediaTicks{ticks_of(nth)}, kVideoClock.time_of(ticks_of(nth)), true};
    for (uint16_t row = 0; row < kHeight; ++row) {
      if (nth % 3 == 1 && row == 4) continue;
      store_be32(packets[row].data() + 4, static_cast<uint32_t>(ticks_of(nth)));
      rtp::RtpFault fault{};
      sut.on_packet(*rtp::RtpView::parse(packets[row], &fault), time,
                    {Leg::kRed, ExtendedSequenceNumber{}, time.tai, true});
    }
    sut.poll(time.tai + milliseconds(40));
    output.frames.clear();
  }
  EXPECT_EQ(statistics.frames_complete.get() + statistics.frames_incomplete.get(), 50U);
}

TEST(VideoAssembler, SaysWhatItDoesNotSupport) {
  test::CapturedVideo output;
  const auto message_for = [&](auto change) {
    VideoAssemblerConfig config;
    config.format = test::video_format(1920, 1080, 10);
    change(config);
    const auto created = VideoAssembler::create(config, output);
    return created ? std::string("accepted") : created.error().message;
  };
  using Config = VideoAssemblerConfig;
  EXPECT_NE(message_for([](Config& c) { c.format.depth = 12; }).find("12 bits"), std::string::npos);
  EXPECT_NE(message_for([](Config& c) { c.format.sampling = bus::Sampling::kRgb; }).find("RGB"), std::string::npos);
  EXPECT_NE(message_for([](Config& c) { c.format.width = 1921; }).find("even width"), std::string::npos);
  EXPECT_NE(message_for([](Config& c) { c.format.width = 4098; }).find("4096 × 2160"), std::string::npos);
  EXPECT_NE(message_for([](Config& c) { c.format.height = 0; }).find("4096 × 2160"), std::string::npos);
  EXPECT_NE(message_for([](Config& c) { c.pool_frames = 3; }).find("at least 6"), std::string::npos);
  EXPECT_NE(message_for([](Config& c) { c.hold = milliseconds(-1); }).find("negative"), std::string::npos);
}

}  // namespace
}  // namespace cw::essence
