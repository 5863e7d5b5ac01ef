#include "nmos/discovery/directory.h"

#include <gmock/gmock.h>

namespace cw::nmos {
namespace {

Service named(std::string instance) {
  return {.instance = std::move(instance), .domain = {}, .host = {}, .addresses = {}, .port = 1, .txt = {}};
}

TEST(ServiceTable, ShowsEachTypeByItself) {
  ServiceTable sut;
  sut.replace(Origin::kMulticast, kRegisterService, {named("a")});
  EXPECT_THAT(sut.services(kRegisterService), testing::ElementsAre(named("a")));
  EXPECT_TRUE(sut.services(kSystemService).empty());
}

TEST(ServiceTable, WhatTheDnsNamesHidesWhatAnnouncesItself) {
  ServiceTable sut;
  sut.replace(Origin::kMulticast, kRegisterService, {named("laptop")});
  sut.replace(Origin::kUnicast, kRegisterService, {named("official")});
  EXPECT_THAT(sut.services(kRegisterService), testing::ElementsAre(named("official")));
  sut.replace(Origin::kUnicast, kRegisterService, {});
  EXPECT_THAT(sut.services(kRegisterService), testing::ElementsAre(named("laptop")));
}

TEST(ServiceTable, TellsChangesOnly) {
  ServiceTable sut;
  int changes = 0;
  sut.on_change([&] { ++changes; });
  sut.replace(Origin::kMulticast, kRegisterService, {named("a")});
  sut.replace(Origin::kMulticast, kRegisterService, {named("a")});
  EXPECT_EQ(changes, 1);
  sut.replace(Origin::kMulticast, kRegisterService, {});
  EXPECT_EQ(changes, 2);
}

TEST(ServiceTable, PassesOnTheWishToLookAgain) {
  ServiceTable sut;
  sut.look_again();
  int wishes = 0;
  sut.on_look_again([&] { ++wishes; });
  sut.look_again();
  EXPECT_EQ(wishes, 1);
}

}  // namespace
}  // namespace cw::nmos
