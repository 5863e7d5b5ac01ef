#include "nmos/transport/host_lookup.h"

#include <gmock/gmock.h>

namespace cw::nmos {
namespace {

Instant soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(10); }

TEST(HostLookup, AnAddressIsItself) {
  HostLookup sut;
  EXPECT_THAT(*sut.addresses_of("192.0.2.1", soon(), {}), testing::ElementsAre("192.0.2.1"));
  EXPECT_THAT(*sut.addresses_of("2001:db8::1", soon(), {}), testing::ElementsAre("2001:db8::1"));
}

TEST(HostLookup, FindsLocalhost) {
  HostLookup sut;
  const auto addresses = sut.addresses_of("localhost", soon(), {});
  ASSERT_TRUE(addresses) << addresses.error().message;
  EXPECT_THAT(*addresses, testing::Contains(testing::AnyOf("127.0.0.1", "::1")));
}

TEST(HostLookup, WaitsNoLongerThanItMay) {
  HostLookup sut;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(sut.addresses_of("no-such-host.invalid", begin, {}));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(sut.addresses_of("no-such-host.invalid", soon(), stop.get_token()));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

}  // namespace
}  // namespace cw::nmos
