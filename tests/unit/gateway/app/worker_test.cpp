#include "gateway/app/worker.h"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"

namespace cw::app {
namespace {

class CountingAgent final : public Agent {
 public:
  Work do_work(TaiTime) override {
    steps.fetch_add(1);
    steps.notify_all();
    return {};
  }
  std::atomic<uint64_t> steps{0};
};

TEST(Worker, StepsItsAgentsUntilTheyAreRemoved) {
  test::FakeClock clock;
  CountingAgent agent;
  Worker sut({.name = "test"}, clock);
  sut.add(agent);
  sut.start();
  agent.steps.wait(0);

  sut.remove(agent);
  const uint64_t after = agent.steps.load();
  sut.run_between_cycles([] {});
  EXPECT_EQ(agent.steps.load(), after);
}

TEST(Worker, RunsWhatBelongsToAnAgentBeforeItsFirstAndAfterItsLastStep) {
  test::FakeClock clock;
  CountingAgent agent;
  Worker sut({.name = "test"}, clock);
  sut.start();
  uint64_t before = 1;
  sut.add(agent, [&] { before = agent.steps.load(); });
  EXPECT_EQ(before, 0U);
  agent.steps.wait(0);
  uint64_t last = 0;
  sut.remove(agent, [&] { last = agent.steps.load(); });
  sut.run_between_cycles([] {});
  EXPECT_EQ(agent.steps.load(), last);
}

TEST(Worker, RunsCommandsOnItsOwnThread) {
  test::FakeClock clock;
  Worker sut({.name = "test"}, clock);
  sut.start();
  std::thread::id ran_on;
  sut.run_between_cycles([&] { ran_on = std::this_thread::get_id(); });
  EXPECT_NE(ran_on, std::thread::id{});
  EXPECT_NE(ran_on, std::this_thread::get_id());
}

TEST(Worker, RunsCommandsAtOnceWhenItIsNotStarted) {
  test::FakeClock clock;
  Worker sut({.name = "test"}, clock);
  bool ran = false;
  sut.run_between_cycles([&] { ran = true; });
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace cw::app
