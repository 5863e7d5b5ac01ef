#include "gateway/packet_io/pcap/replay_plan.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/packet_io/pcap/rtp_capture.h"

namespace cw::packet_io {
namespace {

using test::captured_at;
using test::RtpCapture;

constexpr int64_t kFrameNs = 20'000'000;  // 50 frames/s

ReplayPlan plan_of(RtpCapture& file, ReplayTiming timing = ReplayTiming::kRetimed) {
  file.finish();
  ReplayConfig config;
  config.path = file.path;
  config.timing = timing;
  auto capture = load_capture(config);
  EXPECT_TRUE(capture);
  return plan_replay(config, std::move(*capture));
}

/// Two packets per frame; the marker is on the second. `field_bits` is what RFC 8331 calls F, for each unit in turn.
void add_pictures(RtpCapture& file, int count, const std::vector<uint8_t>& field_bits = {0}) {
  for (int i = 0; i < 2 * count; ++i) {
    const int unit = i / 2;
    const auto f = static_cast<uint8_t>(field_bits[static_cast<size_t>(unit) % field_bits.size()] << 6);
    file.add({.arrival = captured_at(unit * kFrameNs + (i % 2) * 1000),
              .sequence = static_cast<uint16_t>(i),
              .timestamp = static_cast<uint32_t>(77'777 + unit * 1800),
              .marker = i % 2 == 1,
              .payload = {0, 0, 0, 0, 0, f, 0, 0}});
  }
}

TEST(ReplayPlan, APassHoldsEveryPictureOnce) {
  RtpCapture file("plan_pictures");
  add_pictures(file, 25);
  const auto sut = plan_of(file);
  ASSERT_EQ(sut.lines.size(), 1U);
  EXPECT_EQ(sut.lines[0].rate, Rate::hz(50));
  EXPECT_EQ(sut.lines[0].pass_places, 25);
  EXPECT_EQ(sut.lines[0].pass_sequences, 50);
  EXPECT_EQ(sut.tracks[0].info.pass, std::chrono::milliseconds(500));
}

TEST(ReplayPlan, DropsALastPictureThatTheCaptureCut) {
  RtpCapture file("plan_cut");
  add_pictures(file, 10);
  file.add({.arrival = captured_at(10 * kFrameNs), .sequence = 20, .timestamp = 77'777 + 10 * 1800, .marker = false});
  const auto sut = plan_of(file);
  EXPECT_EQ(sut.lines[0].pass_places, 10);
  EXPECT_EQ(sut.left_out, 1U);
}

TEST(ReplayPlan, FirstFieldsFallOnEvenPlaces) {
  for (const auto& fields : {std::vector<uint8_t>{2, 3}, std::vector<uint8_t>{3, 2}}) {
    RtpCapture file("plan_fields");
    add_pictures(file, 11, fields);
    const auto plan = plan_of(file);
    ASSERT_TRUE(plan.lines[0].interlaced);
    EXPECT_EQ(plan.lines[0].pass_places, 10);
    for (const int64_t start_ns : {int64_t{0}, kFrameNs, 5 * kFrameNs + 7}) {
      ReplayLine sut = plan.lines[0];
      sut.start(captured_at(start_ns));
      const int64_t first_field = fields[0] == 2 ? 0 : 1;
      EXPECT_EQ(sut.place(first_field, 0) % 2, 0);
      EXPECT_EQ(sut.place(first_field, 3) % 2, 0);
      EXPECT_GE(sut.rate.time_of(sut.origin), captured_at(start_ns));
    }
  }
}

TEST(ReplayPlan, LossInTheMiddleKeepsItsPlace) {
  RtpCapture file("plan_loss");
  for (int i = 0; i < 100; ++i) {
    if (i >= 40 && i < 43) continue;
    file.add({.arrival = captured_at(i * 1'000'000),
              .sequence = static_cast<uint16_t>(i),
              .timestamp = static_cast<uint32_t>(i * 48),
              .marker = false});
  }
  const auto sut = plan_of(file);
  EXPECT_EQ(sut.lines[0].pass_places, 4800);
  EXPECT_EQ(sut.lines[0].pass_sequences, 100);
  EXPECT_EQ(sut.tracks[0].packets[40].place, 43 * 48);
}

TEST(ReplayPlan, AudioLeavesAfterItsLastSampleAndKeepsItsJitter) {
  RtpCapture file("plan_jitter");
  for (int i = 0; i < 100; ++i) {
    file.add({.arrival = captured_at(i * 1'000'000 + (i == 50 ? 300'000 : 0)),
              .sequence = static_cast<uint16_t>(i),
              .timestamp = static_cast<uint32_t>(i * 48),
              .marker = false});
  }
  const auto sut = plan_of(file);
  EXPECT_EQ(sut.tracks[0].packets[10].lag, std::chrono::milliseconds(1));
  EXPECT_EQ(sut.tracks[0].packets[50].lag, std::chrono::microseconds(1300));
}

TEST(ReplayPlan, LegsOfASeamlessPairShareALineAndTheirEnds) {
  RtpCapture file("plan_legs");
  for (int i = 0; i < 100; ++i) {
    const auto sequence = static_cast<uint16_t>(65'500 + i);
    const auto timestamp = static_cast<uint32_t>(i * 48);
    if (i > 0) file.add({.arrival = captured_at(i * 1'000'000), .sequence = sequence, .timestamp = timestamp});
    if (i < 99) {
      file.add({.arrival = captured_at(i * 1'000'000 + 50'000),
                .destination = {Ipv4Address{0xEF000002}, 5004},
                .sequence = sequence,
                .timestamp = timestamp});
    }
  }
  const auto sut = plan_of(file);
  ASSERT_EQ(sut.lines.size(), 1U);
  ASSERT_EQ(sut.tracks.size(), 2U);
  EXPECT_EQ(sut.lines[0].pass_sequences, 98);
  EXPECT_EQ(sut.left_out, 2U);
  EXPECT_EQ(sut.tracks[0].packets[0].lag - sut.tracks[1].packets[0].lag, std::chrono::microseconds(50));
}

TEST(ReplayPlan, OtherStreamsWithTheSameSsrcKeepTheirOwnLine) {
  RtpCapture file("plan_other");
  for (int i = 0; i < 100; ++i) {
    file.add({.arrival = captured_at(i * 1'000'000),
              .sequence = static_cast<uint16_t>(i),
              .timestamp = static_cast<uint32_t>(i * 48)});
    file.add({.arrival = captured_at(i * 1'000'000),
              .destination = {Ipv4Address{0xEF000002}, 5004},
              .sequence = static_cast<uint16_t>(i),
              .timestamp = static_cast<uint32_t>(i * 48 + 5)});
  }
  EXPECT_EQ(plan_of(file).lines.size(), 2U);
}

TEST(ReplayPlan, OriginalTimingLoopsTheCaptureAsAWhole) {
  RtpCapture file("plan_original");
  add_pictures(file, 25);
  const auto sut = plan_of(file, ReplayTiming::kOriginal);
  EXPECT_FALSE(sut.lines[0].retimed);
  const auto length = (24 * kFrameNs + 1000);
  EXPECT_EQ(sut.lines[0].pass_places, length + length / 49);
  EXPECT_EQ(sut.tracks[0].packets[2].place, kFrameNs);
}

}  // namespace
}  // namespace cw::packet_io
