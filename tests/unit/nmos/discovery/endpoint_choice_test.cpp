#include "nmos/discovery/endpoint_choice.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart = Instant(1h);

ApiEndpoint api(const std::string& name) { return {.url = name, .version = "v1.3", .priority = 0}; }

std::string selected(EndpointChoice& choice, Instant now) {
  const auto chosen = choice.select(now);
  return chosen ? chosen->url : "none";
}

TEST(EndpointChoice, PassesOverWhatHasFailed) {
  EndpointChoice sut;
  EXPECT_EQ(selected(sut, kStart), "none");
  sut.set({api("a"), api("b")});
  EXPECT_EQ(selected(sut, kStart), "a");
  EXPECT_TRUE(sut.fail(api("a"), "silent", kStart));
  EXPECT_EQ(selected(sut, kStart), "b");
  EXPECT_FALSE(sut.is_backing_off(kStart));
}

TEST(EndpointChoice, ComesBackToTheFirstAfterAMinute) {
  EndpointChoice sut;
  sut.set({api("a"), api("b")});
  sut.fail(api("a"), "silent", kStart);
  EXPECT_EQ(selected(sut, kStart + 59s), "b");
  EXPECT_EQ(selected(sut, kStart + 61s), "a");
}

TEST(EndpointChoice, PausesLongerEachTimeAllHaveFailed) {
  EndpointChoice sut;
  sut.set({api("a"), api("b")});
  Instant now = kStart;
  for (const auto pause : {1s, 2s, 4s, 8s, 10s, 10s}) {
    sut.fail(api("a"), "silent", now);
    sut.fail(api("b"), "silent", now);
    EXPECT_TRUE(sut.is_backing_off(now + pause - 1ms));
    EXPECT_EQ(selected(sut, now + pause - 1ms), "none");
    now += pause;
    EXPECT_EQ(selected(sut, now), "a") << "the next round begins with the first";
  }
}

TEST(EndpointChoice, ASuccessMakesPausesShortAgain) {
  EndpointChoice sut;
  sut.set({api("a")});
  for (int i = 0; i < 4; ++i) sut.fail(api("a"), "silent", kStart);
  sut.succeed(api("a"));
  sut.fail(api("a"), "silent", kStart);
  EXPECT_EQ(sut.retry_at(), kStart + 1s);
}

TEST(EndpointChoice, ANewOneEndsThePause) {
  EndpointChoice sut;
  sut.set({api("a")});
  sut.fail(api("a"), "silent", kStart);
  sut.set({api("a"), api("b")});
  EXPECT_EQ(selected(sut, kStart), "b");
}

TEST(EndpointChoice, OneThatWentAwayAndComesBackIsNew) {
  EndpointChoice sut;
  sut.set({api("a")});
  sut.set({});
  sut.fail(api("a"), "silent", kStart);
  EXPECT_EQ(selected(sut, kStart), "none");
  sut.set({api("a")});
  EXPECT_EQ(selected(sut, kStart), "a");
}

TEST(EndpointChoice, OnlyTheFirstFailureOfAKindIsNews) {
  EndpointChoice sut;
  sut.set({api("a")});
  EXPECT_TRUE(sut.fail(api("a"), "silent", kStart));
  EXPECT_FALSE(sut.fail(api("a"), "silent", kStart + 1s));
  EXPECT_TRUE(sut.fail(api("a"), "503", kStart + 3s));
  sut.succeed(api("a"));
  EXPECT_TRUE(sut.fail(api("a"), "503", kStart + 9s));
}

}  // namespace
}  // namespace cw::nmos
