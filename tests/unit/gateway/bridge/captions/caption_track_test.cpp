#include "gateway/bridge/captions/caption_track.h"

#include <gtest/gtest.h>

#include <vector>

namespace cw::bridge {
namespace {

using anc_services::CcTriplet;
using anc_services::Cdp;

constexpr int64_t kStart = 85'000'000'000;
const FrameRate k5994 = *FrameRate::create(60'000, 1001);
const FrameRate k2997 = *FrameRate::create(30'000, 1001);

struct Octets {
  uint8_t head = 0;
  uint8_t first = 0;
  uint8_t second = 0;
  bool operator==(const Octets&) const = default;
};

std::vector<Octets> octets(const CaptionTriplets& triplets) {
  std::vector<Octets> out;
  for (size_t i = 0; i < triplets.count; ++i)
    out.push_back({triplets.octets[3 * i], triplets.octets[3 * i + 1], triplets.octets[3 * i + 2]});
  return out;
}

class CaptionTrackTest : public testing::Test {
 protected:
  void push(FrameRate rate, int64_t index, const std::vector<CcTriplet>& triplets, bool locked = true) {
    bus::AncLease frame = pool_.try_lease();
    ASSERT_TRUE(frame);
    frame->rate = rate;
    frame->index = index;
    frame->tai = rate.time_of(index);
    frame->locked = locked;
    frame->count = 0;
    Cdp cdp;
    cdp.frame_rate_code = anc_services::cdp_frame_rate_code(rate);
    cdp.cc_count = static_cast<uint8_t>(triplets.size());
    std::copy(triplets.begin(), triplets.end(), cdp.cc.begin());
    anc_services::build_cdp(cdp, *frame->append());
    ASSERT_TRUE(ring_.try_push(std::move(frame)));
  }
  static CcTriplet pair(uint8_t field, uint8_t first, uint8_t second) {
    return {.type = field, .valid = true, .data = {first, second}};
  }
  static CcTriplet dtvcc(uint8_t type, uint8_t first) { return {.type = type, .valid = true, .data = {first, 0}}; }

  bus::AncPool pool_{16};
  SpscRing<bus::AncLease> ring_{16};
};

TEST_F(CaptionTrackTest, SendsTripletsWithTheFrameTheyCameWith) {
  CaptionTrack sut(&ring_, FrameRate::hz(50));
  push(FrameRate::hz(50), kStart + 1, {pair(0, 0x94, 0x2C), dtvcc(3, 1), dtvcc(2, 2), CcTriplet{}});
  push(FrameRate::hz(50), kStart + 2, {pair(0, 0x80, 0x80)});
  sut.drain();
  EXPECT_EQ(pool_.leased(), 0U) << "frames are not kept";
  EXPECT_TRUE(octets(sut.take(kStart, false)).empty());
  EXPECT_EQ(octets(sut.take(kStart + 1, false)), (std::vector<Octets>{{0xFC, 0x94, 0x2C}, {0xFF, 1, 0}, {0xFE, 2, 0}}));
  EXPECT_EQ(octets(sut.take(kStart + 2, false)), (std::vector<Octets>{{0xFC, 0x80, 0x80}}));
  EXPECT_TRUE(octets(sut.take(kStart + 3, false)).empty());
  EXPECT_EQ(sut.statistics().triplets_out, 4U);
}

TEST_F(CaptionTrackTest, LeavesOutASecondFieldThatHasSaidNothing) {
  CaptionTrack sut(&ring_, FrameRate::hz(50));
  push(FrameRate::hz(50), kStart, {pair(1, 0x80, 0x80)});
  push(FrameRate::hz(50), kStart + 1, {pair(1, 0x15, 0x2C)});
  push(FrameRate::hz(50), kStart + 2, {pair(1, 0x80, 0x80)});
  sut.drain();
  EXPECT_TRUE(octets(sut.take(kStart, false)).empty());
  EXPECT_EQ(octets(sut.take(kStart + 1, false)), (std::vector<Octets>{{0xFD, 0x15, 0x2C}}));
  EXPECT_EQ(octets(sut.take(kStart + 2, false)), (std::vector<Octets>{{0xFD, 0x80, 0x80}}));
}

TEST_F(CaptionTrackTest, SpreadsThePairsOf2997OverEverySecondFrameOf5994) {
  CaptionTrack sut(&ring_, k5994);
  for (uint8_t n = 0; n < 10; ++n)
    push(k2997, kStart + n, {pair(0, 'a', static_cast<uint8_t>('0' + n)), pair(1, 'b', static_cast<uint8_t>('0' + n))});
  sut.drain();
  std::vector<Octets> all;
  for (int64_t k = 0; k < 20; ++k) {
    const auto frame = octets(sut.take(2 * kStart + k, false));
    ASSERT_EQ(frame.size(), 1U) << "one pair a frame, fields in turn";
    all.push_back(frame[0]);
  }
  for (uint8_t n = 0; n < 10; ++n) {
    EXPECT_EQ(all[2U * n], (Octets{0xFC, 'a', static_cast<uint8_t>('0' + n)}));
    EXPECT_EQ(all[2U * n + 1], (Octets{0xFD, 'b', static_cast<uint8_t>('0' + n)}));
  }
}

TEST_F(CaptionTrackTest, LosesNothingButNullPairsFrom2997To25) {
  CaptionTrack sut(&ring_, FrameRate::hz(25));
  const int64_t first = k2997.nearest_index(FrameRate::hz(25).time_of(kStart));
  int64_t next = first;
  std::vector<uint8_t> sent;
  std::vector<uint8_t> received;
  for (int64_t k = kStart; k < kStart + 100; ++k) {
    for (; k2997.time_of(next) <= FrameRate::hz(25).time_of(k); ++next) {
      const bool text = (next - first) % 4 != 0;
      const auto letter = static_cast<uint8_t>(0x20 + (next - first) % 90);
      push(k2997, next, {pair(0, text ? letter : 0x80, 0x80)});
      if (text) sent.push_back(letter);
    }
    sut.drain();
    for (const Octets& triplet : octets(sut.take(k, false))) {
      if (triplet.head == 0xFC && triplet.first != 0x80) received.push_back(triplet.first);
    }
  }
  received.resize(std::min(received.size(), sent.size()));
  EXPECT_GE(received.size() + 2, sent.size());
  sent.resize(received.size());
  EXPECT_EQ(received, sent);
  EXPECT_EQ(sut.statistics().triplets_dropped, 0U);
}

TEST_F(CaptionTrackTest, KeepsTheOrderOf708AndTheRateOfTheOutput) {
  CaptionTrack sut(&ring_, k5994);
  std::vector<CcTriplet> many;
  for (uint8_t n = 0; n < 18; ++n) many.push_back(dtvcc(n == 0 ? 3 : 2, n));
  push(k2997, kStart, many);
  sut.drain();
  const auto first = octets(sut.take(2 * kStart, false));
  const auto second = octets(sut.take(2 * kStart + 1, false));
  ASSERT_EQ(first.size(), 10U) << "cc_count of 59.94";
  std::vector<uint8_t> order;
  for (const auto& frame : {first, second}) {
    for (const Octets& triplet : frame) {
      if ((triplet.head & 2) != 0) order.push_back(triplet.first);
    }
  }
  ASSERT_EQ(order.size(), 18U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST_F(CaptionTrackTest, FollowsAnUnlockedSenderByItsTime) {
  CaptionTrack sut(&ring_, FrameRate::hz(50));
  push(FrameRate::hz(50), kStart + 2, {pair(0, 'x', 'y')}, false);
  sut.drain();
  EXPECT_TRUE(octets(sut.take(kStart + 1, false)).empty());
  EXPECT_EQ(octets(sut.take(kStart + 2, false)), (std::vector<Octets>{{0xFC, 'x', 'y'}}));
}

TEST_F(CaptionTrackTest, DropsCaptionsUnderTheSlate) {
  CaptionTrack sut(&ring_, FrameRate::hz(50));
  push(FrameRate::hz(50), kStart, {pair(0, 'x', 'y')});
  sut.drain();
  EXPECT_EQ(sut.take(kStart, true).count, 0U);
  EXPECT_EQ(sut.take(kStart + 1, false).count, 0U);
  EXPECT_EQ(sut.statistics().triplets_dropped, 1U);
}

TEST_F(CaptionTrackTest, IgnoresOtherAncAndCountsFaultyPackets) {
  CaptionTrack sut(&ring_, FrameRate::hz(50));
  bus::AncLease frame = pool_.try_lease();
  frame->rate = FrameRate::hz(50);
  frame->index = kStart;
  frame->count = 0;
  frame->append()->id = {0x60, 0x60};
  bus::AncPacket& broken = *frame->append();
  broken.id = anc_services::kCdpId;
  broken.data_count = 3;
  ASSERT_TRUE(ring_.try_push(std::move(frame)));
  sut.drain();
  EXPECT_EQ(sut.take(kStart, false).count, 0U);
  EXPECT_EQ(sut.statistics().cdps, 1U);
  EXPECT_EQ(sut.statistics().faulty_cdps, 1U);
}

TEST_F(CaptionTrackTest, IsSilentWithoutAnInput) {
  CaptionTrack sut(nullptr, FrameRate::hz(50));
  sut.drain();
  EXPECT_EQ(sut.take(kStart, false).count, 0U);
}

}  // namespace
}  // namespace cw::bridge
