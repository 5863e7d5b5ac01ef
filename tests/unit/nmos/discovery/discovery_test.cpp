#include "nmos/discovery/discovery.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

TEST(Discovery, StopsAtOnceWhereThereIsNothingToFind) {
  Discovery sut({.multicast = true, .unicast = true, .domain = "example", .resolver_config = "/no/such/file"});
  sut.start();
  sut.advertiser().show(NodeAdvert{.name = "node", .port = 80, .txt = {}});
  const auto begin = std::chrono::steady_clock::now();
  sut.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  EXPECT_TRUE(sut.directory().services(kRegisterService).empty());
}

TEST(Discovery, CanBeOff) {
  Discovery sut({.multicast = false, .unicast = false, .domain = {}});
  sut.start();
  sut.advertiser().show(std::nullopt);
  sut.directory().look_again();
  sut.stop();
}

}  // namespace
}  // namespace cw::nmos
