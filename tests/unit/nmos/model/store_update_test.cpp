#include "nmos/model/store_update.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

class StoreUpdate : public ::testing::Test {
 public:
  void update() {
    time += std::chrono::seconds(1);
    const BuildContext context{.node = description, .ids = ids, .address = address};
    update_store(store, build_resources(context), time);
  }
  json find(ResourceType type, const std::string& id) { return store.find(type, id).value().data; }

  NodeDescription description = rich_node();
  Identifiers ids{"test"};
  NodeAddress address{.hosts = {"192.0.2.10"}};
  ResourceStore store;
  TaiTime time = TaiTime::from_ns(1'700'000'000'000'000'000);
};

TEST_F(StoreUpdate, RaisesNoVersionWhenNothingDiffers) {
  update();
  const uint64_t before = store.sequence();
  update();
  EXPECT_EQ(store.sequence(), before);
}

TEST_F(StoreUpdate, RaisesOnlyTheVersionsOfWhatDiffers) {
  update();
  uint64_t sequence = store.sequence();
  description.clock.locked = false;
  description.senders[0].label = "Another";
  update();
  const auto changes = store.changes_since(sequence);
  ASSERT_EQ(changes.size(), 3U);  // node, flow, sender
  EXPECT_EQ(changes[0].resource.id, ids.node());
  EXPECT_EQ(changes[1].resource.id, ids.flow("cam1-video"));
  EXPECT_EQ(changes[2].resource.id, ids.sender("cam1-video"));
}

TEST_F(StoreUpdate, RemovesWhatIsNoLongerDescribedTheLastRegisteredFirst) {
  update();
  uint64_t sequence = store.sequence();
  description.mux_senders.clear();
  std::erase_if(description.sources, [](const auto& source) { return source.name == "ott"; });
  update();
  std::vector<std::string> gone;
  for (const auto& change : store.changes_since(sequence)) {
    if (change.resource.data.is_null()) gone.push_back(change.resource.id);
  }
  EXPECT_EQ(gone, (std::vector{ids.sender("ott-srt"), ids.flow("ott-srt"), ids.source("ott")}));
}

TEST_F(StoreUpdate, CapabilitiesHaveAVersionOfTheirOwn) {
  update();
  const std::string id = ids.receiver("in1-video");
  const json before = find(ResourceType::kReceiver, id);
  EXPECT_EQ(before["caps"]["version"], before["version"]);
  description.receivers[0].label = "Another";
  update();
  EXPECT_EQ(find(ResourceType::kReceiver, id)["caps"]["version"], before["caps"]["version"]);
  EXPECT_NE(find(ResourceType::kReceiver, id)["version"], before["version"]);
  description.receivers[0].video.depths = {10};
  update();
  EXPECT_NE(find(ResourceType::kReceiver, id)["caps"]["version"], before["caps"]["version"]);
}

}  // namespace
}  // namespace cw::nmos::test
