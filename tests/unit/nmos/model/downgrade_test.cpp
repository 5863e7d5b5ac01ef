#include "nmos/model/downgrade.h"

#include <gtest/gtest.h>

#include "nmos/model/store_update.h"
#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

class Downgrade : public ::testing::Test {
 public:
  void SetUp() override {
    const BuildContext context{.node = description, .ids = ids, .address = address};
    update_store(store, build_resources(context), TaiTime::from_ns(1));
  }
  std::optional<json> old(ResourceType type, const std::string& id) {
    return to_v1_2(store.find(type, id).value(), store);
  }

  NodeDescription description = rich_node();
  Identifiers ids{"test"};
  NodeAddress address{.hosts = {"192.0.2.10"}};
  ResourceStore store;
};

TEST_F(Downgrade, LeavesOutWhatCameWithVersion13) {
  const json node = old(ResourceType::kNode, ids.node()).value();
  EXPECT_FALSE(node["interfaces"][0].contains("attached_network_device"));
  EXPECT_FALSE(node["api"]["endpoints"][0].contains("authorization"));
  EXPECT_FALSE(old(ResourceType::kDevice, ids.device()).value()["controls"][0].contains("authorization"));
  EXPECT_FALSE(old(ResourceType::kSender, ids.sender("cam1-video")).value().contains("st2110_21_sender_type"));
  EXPECT_EQ(old(ResourceType::kReceiver, ids.receiver("in1-video")).value(),
            store.find(ResourceType::kReceiver, ids.receiver("in1-video"))->data);
}

TEST_F(Downgrade, LeavesOutSendersWithoutATransportFileAlsoFromTheDevice) {
  EXPECT_FALSE(old(ResourceType::kSender, ids.sender("ott-srt")));
  const json senders = old(ResourceType::kDevice, ids.device()).value()["senders"];
  EXPECT_EQ(senders.size(), 4U);
}

TEST_F(Downgrade, LeavesOutFlowsOfColoursThatVersion12DoesNotName) {
  Resource flow = store.find(ResourceType::kFlow, ids.flow("cam1-video")).value();
  EXPECT_TRUE(to_v1_2(flow));
  flow.data["colorspace"] = "ST2065-1";
  EXPECT_FALSE(to_v1_2(flow));
}

}  // namespace
}  // namespace cw::nmos::test
