#include "ptp/port/foreign_masters.h"

#include <chrono>

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

using namespace std::chrono_literals;
using enum ForeignMasters::Outcome;

struct ForeignMastersTest : testing::Test {
  ForeignMasters sut{250ms, 3};

  static LocalTime at(Duration since) { return LocalTime{} + since; }
  ForeignMasters::Outcome announce(uint8_t master, uint16_t sequence, Duration when) {
    header.source = {{{0, 0, 0, 0, 0, 0, 0, master}}, 1};
    header.sequence = sequence;
    body.grandmaster = header.source.clock;
    return sut.on_announce({.header = header, .body = body, .source = {}, .receiver = {}, .at = at(when)});
  }
  uint8_t best() const { return sut.best() == nullptr ? 0 : sut.best()->data.grandmaster.octets[7]; }

  Header header;
  AnnounceBody body;
};

TEST_F(ForeignMastersTest, TwoAnnouncesWithinFourIntervalsQualify) {
  EXPECT_EQ(announce(1, 1, 0ms), kAccepted);
  EXPECT_EQ(best(), 0);
  EXPECT_EQ(announce(1, 2, 1000ms), kAccepted);
  EXPECT_EQ(best(), 1);
}

TEST_F(ForeignMastersTest, TwoThatAreFurtherApartDoNot) {
  announce(1, 1, 0ms);
  announce(1, 2, 1001ms);
  EXPECT_EQ(best(), 0);
  announce(1, 3, 1251ms);
  EXPECT_EQ(best(), 1);
}

TEST_F(ForeignMastersTest, ADuplicateDoesNotQualify) {
  announce(1, 1, 0ms);
  EXPECT_EQ(announce(1, 1, 1ms), kOld);
  EXPECT_EQ(best(), 0);
}

TEST_F(ForeignMastersTest, AMasterIsGoneAfterItsTimeout) {
  announce(1, 1, 0ms);
  announce(1, 2, 250ms);
  EXPECT_EQ(sut.next_expiry(), at(1125ms));
  sut.expire(at(1124ms));
  EXPECT_EQ(best(), 1);
  sut.expire(at(1125ms));
  EXPECT_EQ(best(), 0);
  EXPECT_EQ(sut.size(), 0U);
  EXPECT_FALSE(sut.next_expiry());
}

TEST_F(ForeignMastersTest, AMasterWhoseSyncsStillComeIsGivenItsTimeoutOnceMore) {
  announce(1, 1, 0ms);
  announce(1, 2, 250ms);
  const PortIdentity lively = header.source;
  sut.expire(at(1125ms), lively);
  EXPECT_EQ(best(), 1);
  EXPECT_EQ(sut.next_expiry(), at(2000ms));
  sut.expire(at(2000ms), lively);
  EXPECT_EQ(best(), 0);
}

TEST_F(ForeignMastersTest, ASlowerMasterIsGivenItsOwnInterval) {
  header.log_interval = 1;
  announce(1, 1, 0s);
  announce(1, 2, 2s);
  EXPECT_EQ(best(), 1);
  EXPECT_EQ(sut.next_expiry(), at(9s));
  header.log_interval = 100;
  announce(1, 3, 4s);
  EXPECT_EQ(sut.next_expiry(), at(11s));
}

TEST_F(ForeignMastersTest, MastersTooFarAwayAreRefused) {
  body.steps_removed = 255;
  EXPECT_EQ(announce(1, 1, 0ms), kTooFar);
  body.steps_removed = 254;
  EXPECT_EQ(announce(1, 1, 0ms), kAccepted);
}

TEST_F(ForeignMastersTest, TheBestOfTheQualifiedCounts) {
  for (const uint16_t sequence : {uint16_t{1}, uint16_t{2}}) {
    announce(5, sequence, sequence * 250ms);
    announce(3, sequence, sequence * 250ms);
  }
  announce(1, 1, 500ms);
  EXPECT_EQ(best(), 3);
}

TEST_F(ForeignMastersTest, IsBoundedAndKeepsTheBest) {
  for (int i = 0; i < 16; ++i) EXPECT_EQ(announce(static_cast<uint8_t>(100 + i), 1, 0ms), kAccepted);
  EXPECT_EQ(announce(200, 1, 0ms), kFull);
  EXPECT_EQ(announce(50, 1, 0ms), kAccepted);
  EXPECT_EQ(announce(50, 2, 250ms), kAccepted);
  EXPECT_EQ(best(), 50);
  EXPECT_EQ(sut.size(), ForeignMasters::kCapacity);
}

TEST_F(ForeignMastersTest, ARestartedMasterIsHeardAgain) {
  announce(1, 30'000, 0ms);
  EXPECT_EQ(announce(1, 0, 250ms), kAccepted);
  for (uint16_t sequence = 1; sequence <= 20; ++sequence) announce(1, sequence, 300ms);
  int refused = 0;
  for (uint16_t sequence = 0; sequence < 10; ++sequence) refused += announce(1, sequence, 400ms) == kOld ? 1 : 0;
  EXPECT_EQ(refused, 7);
}

}  // namespace
}  // namespace cw::ptp
