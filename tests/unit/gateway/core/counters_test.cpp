#include "gateway/core/counters.h"

#include <gtest/gtest.h>

namespace cw {
namespace {

TEST(Counters, CountersAddAndGaugesGoBothWays) {
  Counter counter;
  counter.add();
  counter.add(41);
  EXPECT_EQ(counter.get(), 42U);
  counter.set(7);
  EXPECT_EQ(counter.get(), 7U);
  Gauge gauge;
  gauge.set(-1'000'000'000'000);
  EXPECT_EQ(gauge.get(), -1'000'000'000'000);
}

}  // namespace
}  // namespace cw
