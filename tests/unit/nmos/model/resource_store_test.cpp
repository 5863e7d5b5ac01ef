#include "nmos/model/resource_store.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace cw::nmos {
namespace {

using nlohmann::json;

constexpr TaiTime kNow = TaiTime::from_ns(1'439'299'836'000'000'010);

json sender(const std::string& id, const std::string& label) { return {{"id", id}, {"label", label}}; }

TEST(ResourceStore, WritesVersionsAsSecondsAndNanoseconds) {
  EXPECT_EQ(version_text(kNow), "1439299836:10");
  EXPECT_EQ(version_text(TaiTime::from_ns(999'999'999)), "0:999999999");
}

TEST(ResourceStore, RaisesTheVersionOnlyWhenSomethingDiffers) {
  ResourceStore sut;
  EXPECT_TRUE(sut.put(ResourceType::kSender, sender("a", "one"), kNow));
  EXPECT_EQ(sut.find(ResourceType::kSender, "a")->data["version"], "1439299836:10");
  EXPECT_FALSE(sut.put(ResourceType::kSender, sender("a", "one"), kNow + std::chrono::seconds(1)));
  EXPECT_EQ(sut.find(ResourceType::kSender, "a")->data["version"], "1439299836:10");
  EXPECT_TRUE(sut.put(ResourceType::kSender, sender("a", "two"), kNow + std::chrono::seconds(1)));
  EXPECT_EQ(sut.find(ResourceType::kSender, "a")->data["version"], "1439299837:10");
}

TEST(ResourceStore, VersionsRiseAlsoWhenTheClockIsSetBack) {
  ResourceStore sut;
  sut.put(ResourceType::kSender, sender("a", "one"), kNow);
  sut.put(ResourceType::kSender, sender("a", "two"), kNow - std::chrono::hours(1));
  EXPECT_EQ(sut.find(ResourceType::kSender, "a")->data["version"], "1439299836:11");
}

TEST(ResourceStore, ListsInTheOrderOfRegistration) {
  ResourceStore sut;
  sut.put(ResourceType::kReceiver, sender("r", ""), kNow);
  sut.put(ResourceType::kSender, sender("s", ""), kNow);
  sut.put(ResourceType::kNode, sender("n", ""), kNow);
  sut.put(ResourceType::kDevice, sender("d", ""), kNow);
  uint64_t sequence = 0;
  std::string order;
  for (const Resource& resource : sut.snapshot(sequence)) order += resource.id;
  EXPECT_EQ(order, "ndsr");
  EXPECT_EQ(sequence, sut.sequence());
}

TEST(ResourceStore, TellsTheLastChangeOfEachResourceOnce) {
  ResourceStore sut;
  sut.put(ResourceType::kSender, sender("gone", ""), kNow);
  sut.put(ResourceType::kSender, sender("stays", "1"), kNow);
  uint64_t sequence = sut.sequence();
  sut.put(ResourceType::kSender, sender("stays", "2"), kNow);
  sut.remove(ResourceType::kSender, "gone");
  sut.put(ResourceType::kSender, sender("stays", "3"), kNow);
  const auto changes = sut.changes_since(sequence);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_TRUE(changes[0].resource.data.is_null());
  EXPECT_EQ(changes[0].resource.id, "gone");
  EXPECT_EQ(changes[1].resource.data["label"], "3");
  EXPECT_TRUE(sut.changes_since(sequence).empty());
}

TEST(ResourceStore, AResourceThatComesAgainHasAVersionAgain) {
  ResourceStore sut;
  sut.put(ResourceType::kSender, sender("a", ""), kNow);
  EXPECT_TRUE(sut.remove(ResourceType::kSender, "a"));
  EXPECT_FALSE(sut.remove(ResourceType::kSender, "a"));
  EXPECT_FALSE(sut.find(ResourceType::kSender, "a"));
  EXPECT_TRUE(sut.all(ResourceType::kSender).empty());
  EXPECT_TRUE(sut.put(ResourceType::kSender, sender("a", ""), kNow));
  EXPECT_TRUE(sut.find(ResourceType::kSender, "a")->data.contains("version"));
}

TEST(ResourceStore, UpdatesInPlace) {
  ResourceStore sut;
  sut.put(ResourceType::kReceiver, sender("a", "old"), kNow);
  EXPECT_TRUE(sut.update(ResourceType::kReceiver, "a", kNow, [](json& data) { data["label"] = "new"; }));
  EXPECT_FALSE(sut.update(ResourceType::kReceiver, "a", kNow, [](json&) {}));
  EXPECT_FALSE(sut.update(ResourceType::kReceiver, "b", kNow, [](json&) {}));
  EXPECT_EQ(sut.find(ResourceType::kReceiver, "a")->data["label"], "new");
}

TEST(ResourceStore, RaisesAVersionWithoutAnyOtherChangeWhenToldSo) {
  ResourceStore sut;
  sut.put(ResourceType::kReceiver, sender("a", "same"), kNow);
  EXPECT_TRUE(sut.update(ResourceType::kReceiver, "a", kNow, [](json&) {}, Raise::kAlways));
  EXPECT_EQ(sut.find(ResourceType::kReceiver, "a")->data["version"], "1439299836:11");
  EXPECT_FALSE(sut.update(ResourceType::kReceiver, "b", kNow, [](json&) {}, Raise::kAlways));
}

TEST(ResourceStore, WakesThoseWhoWait) {
  ResourceStore sut;
  std::jthread waiter([&] { sut.wait(sut.sequence(), std::chrono::hours(1)); });
  // It may begin to wait at any time from now on.
  std::jthread waker([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) sut.wake();
  });
  waiter.join();
}

}  // namespace
}  // namespace cw::nmos
