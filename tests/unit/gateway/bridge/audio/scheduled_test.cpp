#include "gateway/bridge/audio/scheduled.h"

#include <gtest/gtest.h>

namespace cw::bridge {
namespace {

TEST(Scheduled, ChangesWhereItIsTold) {
  Scheduled<int> sut;
  sut.change(1, 10);
  sut.change(2, 20);
  EXPECT_EQ(sut.at(9), 0);
  EXPECT_EQ(sut.at(10), 1);
  EXPECT_EQ(sut.at(19), 1);
  EXPECT_EQ(sut.at(20), 2);
  EXPECT_EQ(sut.next_change(10), 20);
  EXPECT_EQ(sut.next_change(20), Scheduled<int>::kNever);
}

TEST(Scheduled, GivesUpWhatWasOrderedForLater) {
  Scheduled<int> sut;
  sut.change(1, 10);
  sut.change(2, 30);
  sut.change(3, 20);
  EXPECT_EQ(sut.at(15), 1);
  EXPECT_EQ(sut.at(100), 3);
}

TEST(Scheduled, RemembersOnlyTheLastChangeOfWhatIsForgotten) {
  Scheduled<int> sut;
  sut.change(1, 10);
  sut.change(2, 20);
  sut.forget_before(20);
  EXPECT_EQ(sut.at(20), 2);
  sut.change(3, 30);
  EXPECT_EQ(sut.at(29), 2);
  EXPECT_EQ(sut.at(30), 3);
}

}  // namespace
}  // namespace cw::bridge
