#include "ptp/transport/network_interface.h"

#include <linux/net_tstamp.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "ptp/transport/descriptor.h"

namespace cw::ptp {
namespace {

TEST(NetworkInterface, ThatIsNotThereIsNamedWithTheRemedy) {
  const auto sut = find_interface("cwnone0");
  ASSERT_FALSE(sut);
  EXPECT_EQ(sut.error().fault, Fault::kHost);
  EXPECT_NE(sut.error().message.find("\"cwnone0\""), std::string::npos);
  EXPECT_NE(sut.error().message.find("ip link"), std::string::npos);
}

TEST(NetworkInterface, OfTooLongANameIsNotAnotherOne) { EXPECT_FALSE(find_interface("lo-and-something-behind-it")); }

TEST(NetworkInterface, HasItsAddressOrIsToBeGivenOne) {
  const auto sut = find_interface("lo");  // without an address in a fresh network namespace
  if (sut) {
    EXPECT_EQ(sut->address.value, 0x7F000001U);
    EXPECT_GT(sut->index, 0);
  } else {
    EXPECT_NE(sut.error().message.find("ip address add"), std::string::npos);
  }
}

TEST(NetworkInterface, IsDownOnceItIsAnotherOne) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  NetworkInterface sut{.name = "lo", .index = 32'000, .address = {}, .mac = {}};
  EXPECT_FALSE(is_up(socket.get(), sut));
  sut.name = "cwnone0";
  EXPECT_FALSE(is_up(socket.get(), sut));
}

TEST(NetworkInterface, WithoutAClockHasNoHardwareStamps) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const StampAbilities sut = stamp_abilities(socket.get(), {.name = "lo", .index = 1, .address = {}, .mac = {}});
  EXPECT_FALSE(sut.hardware);
  EXPECT_FALSE(
      stamp_abilities(socket.get(), {.name = "cwnone0", .index = 1, .address = {}, .mac = {}}).transmit_software);
}

TEST(ReceiveFilter, IsTheNarrowestThatStampsEveryEventMessage) {
  constexpr uint32_t kAll = 1U << HWTSTAMP_FILTER_ALL;
  constexpr uint32_t kEvent = 1U << HWTSTAMP_FILTER_PTP_V2_EVENT;
  constexpr uint32_t kUdpEvent = 1U << HWTSTAMP_FILTER_PTP_V2_L4_EVENT;
  constexpr uint32_t kSyncOnly = 1U << HWTSTAMP_FILTER_PTP_V2_L4_SYNC;
  EXPECT_EQ(best_receive_filter(kAll | kEvent | kUdpEvent | kSyncOnly), HWTSTAMP_FILTER_PTP_V2_L4_EVENT);
  EXPECT_EQ(best_receive_filter(kAll | kEvent), HWTSTAMP_FILTER_PTP_V2_EVENT);
  EXPECT_EQ(best_receive_filter(kAll), HWTSTAMP_FILTER_ALL);
  EXPECT_FALSE(best_receive_filter(kSyncOnly | 1U << HWTSTAMP_FILTER_NONE));
}

}  // namespace
}  // namespace cw::ptp
