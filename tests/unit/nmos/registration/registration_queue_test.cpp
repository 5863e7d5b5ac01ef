#include "nmos/registration/registration_queue.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace cw::nmos {
namespace {

using testing::ElementsAre;

class RegistrationQueueTest : public testing::Test {
 public:
  void put(ResourceType type, const std::string& id, const std::string& label = "") {
    store.put(type, {{"id", id}, {"label", label}}, TaiTime::from_ns(++versions));
  }
  /// Tells everything; "+sender" for what is posted, "-sender" for what is deleted.
  std::vector<std::string> drain() {
    std::vector<std::string> told;
    while (!sut.empty()) {
      const ResourceChange change = sut.front();
      told.push_back((change.resource.data.is_null() ? "-" : "+") + change.resource.id);
      sut.done(change);
    }
    return told;
  }

  ResourceStore store;
  RegistrationQueue sut{store};
  int64_t versions = 0;
};

TEST_F(RegistrationQueueTest, ReferencesComeBeforeWhatRefersToThem) {
  put(ResourceType::kReceiver, "r");
  put(ResourceType::kSender, "se");
  put(ResourceType::kFlow, "f");
  put(ResourceType::kSource, "so");
  put(ResourceType::kDevice, "d");
  put(ResourceType::kNode, "n");
  sut.restart();
  EXPECT_THAT(drain(), ElementsAre("+n", "+d", "+so", "+f", "+se", "+r"));
}

TEST_F(RegistrationQueueTest, DeletionsComeLastAndBackwards) {
  put(ResourceType::kDevice, "d");
  put(ResourceType::kFlow, "f");
  put(ResourceType::kSender, "se");
  sut.restart();
  drain();
  store.remove(ResourceType::kFlow, "f");
  store.remove(ResourceType::kSender, "se");
  put(ResourceType::kDevice, "d", "new");
  sut.refresh();
  EXPECT_THAT(drain(), ElementsAre("+d", "-se", "-f"));
}

TEST_F(RegistrationQueueTest, OnlyTheLatestOfSeveralChangesIsTold) {
  put(ResourceType::kDevice, "d", "1");
  sut.refresh();
  put(ResourceType::kDevice, "d", "2");
  sut.refresh();
  EXPECT_EQ(sut.size(), 1U);
  EXPECT_EQ(sut.front().resource.data["label"], "2");
  store.remove(ResourceType::kDevice, "d");
  sut.refresh();
  EXPECT_THAT(drain(), ElementsAre("-d"));
}

TEST_F(RegistrationQueueTest, AChangeWhileItIsBeingToldIsToldToo) {
  put(ResourceType::kDevice, "d", "1");
  sut.refresh();
  const ResourceChange under_way = sut.front();
  put(ResourceType::kDevice, "d", "2");
  sut.refresh();
  sut.done(under_way);
  ASSERT_EQ(sut.size(), 1U);
  EXPECT_EQ(sut.front().resource.data["label"], "2");
}

TEST_F(RegistrationQueueTest, ARestartForgetsWhatHadToBeDeleted) {
  put(ResourceType::kDevice, "d");
  put(ResourceType::kFlow, "f");
  sut.restart();
  store.remove(ResourceType::kFlow, "f");
  sut.refresh();
  sut.restart();
  EXPECT_THAT(drain(), ElementsAre("+d"));
}

}  // namespace
}  // namespace cw::nmos
