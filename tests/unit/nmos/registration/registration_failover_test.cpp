// What RegistrationAgent does when registries fail.
#include <gmock/gmock.h>

#include "nmos/registration/registration_agent.h"
#include "tests/unit/nmos/registration/registration_bench.h"

namespace cw::nmos {
namespace {

using namespace std::chrono_literals;
using test::FakeRegistry;
using test::RegistrationBench;
using testing::ElementsAre;

class RegistrationFailover : public testing::Test {
 public:
  void register_at_a_of(const std::vector<std::string>& names) {
    bench.show(names);
    bench.run_for(2s);
    ASSERT_EQ(bench.state(), RegistrationState::kRegistered);
    for (const std::string& name : names) {
      bench.registry(name).known = a.known;  // a cluster
      bench.registry(name).log.clear();
    }
  }
  void break_down(const std::string& name) {
    bench.registry(name).instead = [](const std::string&) { return FakeRegistry::status(503); };
  }
  void fall_silent(const std::string& name) {
    bench.registry(name).instead = [](const std::string&) { return FakeRegistry::silence(); };
  }

  RegistrationBench bench;
  FakeRegistry& a = bench.registry("a");
};

TEST_F(RegistrationFailover, TheNextRegistryGetsAHeartbeatAndNothingElse) {
  register_at_a_of({"a", "b"});
  break_down("a");
  bench.run_for(5s);
  EXPECT_THAT(bench.registry("b").log, ElementsAre("heartbeat n"));
  EXPECT_EQ(bench.state(), RegistrationState::kRegistered);
  EXPECT_EQ(bench.sut.status().registry, "http://b/x-nmos/registration/v1.3");
}

TEST_F(RegistrationFailover, GetsPastABlackHoleBeforeTheNodeIsForgotten) {
  register_at_a_of({"a", "hole", "b"});
  break_down("a");
  fall_silent("hole");
  bench.run_for(10s);
  EXPECT_THAT(bench.registry("b").log.front(), "heartbeat n");
  EXPECT_EQ(bench.registry("b").count("POST node n"), 0U);
  EXPECT_LT(bench.sent_at["b"].front() - bench.sent_at["a"].front(), 12s);
}

TEST_F(RegistrationFailover, RegistriesAreTriedInTheirOrder) {
  register_at_a_of({"a", "b", "c"});
  for (const char* name : {"a", "b"}) {
    break_down(name);
    bench.run_for(6s);
  }
  EXPECT_LT(bench.sent_at["b"].front(), bench.sent_at["c"].front());
  EXPECT_EQ(bench.sut.status().registry, "http://c/x-nmos/registration/v1.3");
  EXPECT_EQ(bench.sut.status().failures, 2U);
}

TEST_F(RegistrationFailover, ARegistryOfAnotherClusterIsToldEverything) {
  register_at_a_of({"a", "b"});
  bench.registry("b").known.clear();
  break_down("a");
  bench.run_for(6s);
  EXPECT_EQ(bench.registry("b").known.size(), 6U);
}

TEST_F(RegistrationFailover, AChangeThatTheFirstDidNotTakeGoesToTheNext) {
  register_at_a_of({"a", "b"});
  break_down("a");
  bench.put(ResourceType::kReceiver, "r", "new label");
  bench.run_for(100ms);
  EXPECT_THAT(bench.registry("b").log, ElementsAre("heartbeat n", "POST receiver r"));
}

TEST_F(RegistrationFailover, ABreakdownBeforeTheNodeIsTakenNeedsNoHeartbeat) {
  fall_silent("a");
  bench.show({"a", "b"});
  bench.run_for(5s);
  EXPECT_EQ(bench.registry("b").log.front(), "POST node n");
}

TEST_F(RegistrationFailover, AllDownBacksOffAndComesBack) {
  register_at_a_of({"a", "b"});
  break_down("a");
  break_down("b");
  bench.run_for(20s);
  EXPECT_EQ(bench.state(), RegistrationState::kBackingOff);
  EXPECT_TRUE(bench.sut.status().registry.empty());
  EXPECT_LT(a.log.size(), 8U) << "it does not hammer";
  EXPECT_GT(a.log.size(), 3U) << "it does not give up";
  a.instead = nullptr;
  a.known.clear();
  bench.run_for(12s);
  EXPECT_EQ(bench.state(), RegistrationState::kRegistered);
  EXPECT_EQ(a.known.size(), 6U);
}

TEST_F(RegistrationFailover, ANewRegistryIsTakenAtOnce) {
  register_at_a_of({"a"});
  break_down("a");
  bench.run_for(20s);
  bench.show({"a", "b"});
  bench.registry("b").known = a.known;
  bench.run_for(200ms);
  EXPECT_EQ(bench.sut.status().registry, "http://b/x-nmos/registration/v1.3");
}

TEST_F(RegistrationFailover, StaysWithARegistryThatIsNoLongerAnnouncedButAnswers) {
  register_at_a_of({"a"});
  bench.show({"b"});
  bench.run_for(20s);
  EXPECT_TRUE(bench.registry("b").log.empty());
  EXPECT_EQ(a.count("heartbeat n"), 4U);
  bench.show({});
  fall_silent("a");
  bench.run_for(10s);
  EXPECT_EQ(bench.state(), RegistrationState::kSearching);
}

TEST_F(RegistrationFailover, ARegistryThatRefusesTheNodeIsLeft) {
  a.instead = [](const std::string&) { return FakeRegistry::status(403); };
  bench.show({"a", "b"});
  bench.run_for(5s);
  EXPECT_EQ(bench.sut.status().registry, "http://b/x-nmos/registration/v1.3");
  EXPECT_EQ(a.count("POST node n"), 1U);
}

TEST_F(RegistrationFailover, ARedirectionOrAnOddStatusIsAFailure) {
  for (const int status : {100, 302, 600}) {
    RegistrationBench odd;
    odd.registry("a").instead = [&](const std::string&) { return FakeRegistry::status(status); };
    odd.show({"a", "b"});
    odd.run_for(3s);
    EXPECT_EQ(odd.sut.status().registry, "http://b/x-nmos/registration/v1.3") << status;
  }
}

TEST_F(RegistrationFailover, ARegistryThatStumblesOverOneResourceIsAskedLessAndLess) {
  register_at_a_of({"a"});
  a.instead = [](const std::string& entry) -> std::optional<HttpResult> {
    if (entry.starts_with("POST")) return FakeRegistry::status(500);
    return std::nullopt;
  };
  bench.put(ResourceType::kReceiver, "r", "new label");
  bench.run_for(60s);
  EXPECT_LT(a.count("POST receiver r"), 12U);
  EXPECT_GT(a.count("heartbeat n"), 5U) << "and it does not forget the node";
}

}  // namespace
}  // namespace cw::nmos
