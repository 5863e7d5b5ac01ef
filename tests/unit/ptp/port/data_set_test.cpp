#include "ptp/port/data_set.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

ClockIdentity clock(uint8_t last) { return {{0, 0, 0, 0xFF, 0xFE, 0, 0, last}}; }

/// Grandmaster 10 by way of the port 20-1, heard on the port 90-1.
DataSet data_set() {
  DataSet set;
  set.grandmaster = clock(10);
  set.sender = {clock(20), 1};
  set.receiver = {clock(90), 1};
  return set;
}

void expect_ranking(const DataSet& first, const DataSet& second, Ranking expected) {
  EXPECT_EQ(compare_data_sets(first, second), expected);
  const int reversed = static_cast<int>(Ranking::kSecond) - static_cast<int>(expected);
  EXPECT_EQ(static_cast<int>(compare_data_sets(second, first)), reversed);
}

TEST(DataSetTest, ComparesGrandmastersFieldByField) {
  // Each field outweighs all behind it, in which the better one is made worse.
  DataSet better = data_set();
  DataSet worse = data_set();
  worse.grandmaster = clock(11);
  expect_ranking(better, worse, Ranking::kFirst);
  better.grandmaster = clock(12);
  worse.priority2 = 129;
  expect_ranking(better, worse, Ranking::kFirst);
  better.priority2 = 200;
  better.quality.variance = 1;
  expect_ranking(better, worse, Ranking::kFirst);
  better.quality.variance = 0xFFFF;
  better.quality.accuracy = 0x21;
  worse.quality.variance = 1;
  expect_ranking(better, worse, Ranking::kFirst);
  better.quality = {.clock_class = 6, .accuracy = 0xFE, .variance = 0xFFFF};
  worse.quality = {.clock_class = 7, .accuracy = 0x20, .variance = 1};
  expect_ranking(better, worse, Ranking::kFirst);
  better.quality.clock_class = 248;
  better.priority1 = 127;
  expect_ranking(better, worse, Ranking::kFirst);
}

TEST(DataSetTest, TakesTheShorterWayToOneGrandmaster) {
  DataSet near = data_set();
  DataSet far = data_set();
  far.priority1 = 1;  // means nothing between two ways
  far.steps_removed = 2;
  expect_ranking(near, far, Ranking::kFirst);
}

TEST(DataSetTest, OneStepIsDecidedByTheReceiver) {
  DataSet near = data_set();
  DataSet far = data_set();
  far.steps_removed = 1;
  far.sender = {clock(95), 1};
  expect_ranking(near, far, Ranking::kFirst);  // heard on a port below the sender's
  far.sender = {clock(30), 1};
  expect_ranking(near, far, Ranking::kFirstByTopology);
  far.sender = far.receiver;
  expect_ranking(near, far, Ranking::kSame);
}

TEST(DataSetTest, EqualWaysAreDecidedBySenderThenReceivingPort) {
  DataSet first = data_set();
  DataSet second = data_set();
  second.receiver.port = 2;
  expect_ranking(first, second, Ranking::kFirstByTopology);
  first.sender = {clock(21), 1};
  expect_ranking(second, first, Ranking::kFirstByTopology);
  expect_ranking(first, first, Ranking::kSame);
}

}  // namespace
}  // namespace cw::ptp
