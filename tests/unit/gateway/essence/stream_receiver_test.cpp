#include <gtest/gtest.h>

#include "gateway/essence/packet_arrival.h"

TEST(PacketArrival, IsTheFirstCopyUnlessToldOtherwise) { EXPECT_TRUE(cw::essence::PacketArrival{}.first); }
