#include "gateway/anc_services/cc_data.h"

#include <gtest/gtest.h>

namespace cw::anc_services {
namespace {

TEST(CcData, CountsPerFrameKeep600ConstructsASecond) {
  EXPECT_EQ(cc_count_at(*Rate::create(24'000, 1001)), 25U);
  EXPECT_EQ(cc_count_at(Rate::hz(24)), 25U);
  EXPECT_EQ(cc_count_at(Rate::hz(25)), 24U);
  EXPECT_EQ(cc_count_at(*Rate::create(30'000, 1001)), 20U);
  EXPECT_EQ(cc_count_at(Rate::hz(30)), 20U);
  EXPECT_EQ(cc_count_at(Rate::hz(50)), 12U);
  EXPECT_EQ(cc_count_at(*Rate::create(60'000, 1001)), 10U);
  EXPECT_EQ(cc_count_at(Rate::hz(60)), 10U);
}

TEST(CcData, CountsStayWithinWhatACdpHolds) {
  EXPECT_EQ(cc_count_at(Rate::hz(1)), kMaxCcCount);
  EXPECT_EQ(cc_count_at(*Rate::create(1, 10)), kMaxCcCount);
  EXPECT_GE(cc_count_at(Rate::hz(1000)), 2U);
}

TEST(CcData, BothFieldsFitAFrameUpTo30) {
  EXPECT_EQ(cc_608_count_at(Rate::hz(25)), 2U);
  EXPECT_EQ(cc_608_count_at(*Rate::create(30'000, 1001)), 2U);
  EXPECT_EQ(cc_608_count_at(Rate::hz(50)), 1U);
}

}  // namespace
}  // namespace cw::anc_services
