#include "nmos/registration/peer_advert.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

using namespace std::chrono_literals;

class PeerAdvertTest : public testing::Test {
 public:
  void put(ResourceType type, const std::string& id) { store.put(type, {{"id", id}}, TaiTime::from_ns(1)); }
  std::optional<NodeAdvert> alone() {
    (void)sut.step(RegistrationState::kSearching, now);
    now += 10s;
    return sut.step(RegistrationState::kSearching, now);
  }

  ResourceStore store;
  PeerConfig config{.name = "gateway", .port = 3212, .versions = {"v1.3"}};
  PeerAdvert sut{store, config};
  Instant now = Instant(1h);
};

TEST_F(PeerAdvertTest, SaysNothingUntilItIsClearThatThereIsNoRegistry) {
  EXPECT_FALSE(sut.step(RegistrationState::kSearching, now));
  EXPECT_EQ(sut.due(), now + 5s);
  EXPECT_FALSE(sut.step(RegistrationState::kSearching, now + 4s));
  EXPECT_TRUE(sut.step(RegistrationState::kSearching, now + 5s));
  EXPECT_EQ(sut.due(), Instant::max());
}

TEST_F(PeerAdvertTest, AloneItShowsTheCountersOfChanges) {
  const auto advert = alone();
  ASSERT_TRUE(advert);
  EXPECT_EQ(advert->name, "gateway");
  EXPECT_EQ(advert->port, 3212);
  EXPECT_EQ(advert->txt, (TxtRecord{{"api_proto", "http"},
                                    {"api_auth", "false"},
                                    {"api_ver", "v1.3"},
                                    {"ver_slf", "0"},
                                    {"ver_src", "0"},
                                    {"ver_flw", "0"},
                                    {"ver_dvc", "0"},
                                    {"ver_snd", "0"},
                                    {"ver_rcv", "0"}}));
}

TEST_F(PeerAdvertTest, EachChangeRaisesTheCounterOfItsKind) {
  (void)alone();
  put(ResourceType::kSender, "s");
  put(ResourceType::kNode, "n");
  auto advert = alone();
  EXPECT_EQ(advert->txt["ver_snd"], "1");
  EXPECT_EQ(advert->txt["ver_slf"], "1");
  EXPECT_EQ(advert->txt["ver_rcv"], "0");
  store.remove(ResourceType::kSender, "s");
  EXPECT_EQ(alone()->txt["ver_snd"], "2");
}

TEST_F(PeerAdvertTest, CountersGoRoundAt255) {
  for (int i = 0; i < 256; ++i) {
    put(ResourceType::kFlow, "f" + std::to_string(i));
    (void)sut.step(RegistrationState::kSearching, now);
  }
  EXPECT_EQ(alone()->txt["ver_flw"], "0");
}

TEST_F(PeerAdvertTest, RegisteredItIsSilent) {
  (void)alone();
  EXPECT_FALSE(sut.step(RegistrationState::kRegistered, now));
  EXPECT_FALSE(sut.step(RegistrationState::kJoining, now + 20s)) << "between two registries, too";
  EXPECT_TRUE(alone());
}

TEST_F(PeerAdvertTest, StaysVisibleWhileItTriesARegistryAgain) {
  (void)alone();
  EXPECT_TRUE(sut.step(RegistrationState::kRegistering, now));
  EXPECT_TRUE(sut.step(RegistrationState::kBackingOff, now));
}

TEST_F(PeerAdvertTest, ANodeOfV12IsSeenWithoutCountersWhenRegistered) {
  config.versions = {"v1.2", "v1.3"};
  PeerAdvert both(store, config);
  const auto advert = both.step(RegistrationState::kRegistered, now);
  ASSERT_TRUE(advert);
  EXPECT_EQ(advert->txt, (TxtRecord{{"api_proto", "http"}, {"api_auth", "false"}, {"api_ver", "v1.2,v1.3"}}));
}

TEST_F(PeerAdvertTest, ALongNameIsCutBetweenTwoCharacters) {
  config.name = std::string(62, 'a') + "é";
  PeerAdvert long_name(store, config);
  EXPECT_EQ(long_name.step(RegistrationState::kSearching, now), std::nullopt);
  EXPECT_EQ(long_name.step(RegistrationState::kSearching, now + 6s)->name, std::string(62, 'a'));
}

}  // namespace
}  // namespace cw::nmos
