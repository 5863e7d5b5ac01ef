// What needs no privilege; tests/component/ptp_kernel_link_test.cpp sends and receives.
#include "ptp/transport/kernel_link.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

TEST(KernelLink, OnNoInterfaceFailsWithItsName) {
  const auto sut = KernelLink::create({.interface = "cwnone0"}, LocalCounter::create().value());
  ASSERT_FALSE(sut);
  EXPECT_EQ(sut.error().fault, Fault::kHost);
  EXPECT_NE(sut.error().message.find("cwnone0"), std::string::npos);
}

}  // namespace
}  // namespace cw::ptp
