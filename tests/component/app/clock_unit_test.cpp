#include "gateway/app/clock/clock_unit.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "gateway/app/engine.h"

namespace cw::app {
namespace {

TEST(ClockUnit, SaysWhichDomainTheFacilityHasNow) {
  config::Config config;
  config.instance = "causeway-test-" + std::to_string(getpid());
  config.engine.hugepages = config::Hugepages::kNever;
  config.networks[index_of(Leg::kRed)].emplace().device = "net_ring0";
  config.networks[index_of(Leg::kRed)]->address = Ipv4Address{0xC0A86E0A};
  config.clock.source = config::ClockSource::kPtp;
  config.clock.ptp.ports.emplace_back().network = Leg::kRed;
  auto sut = ClockUnit::create(config.clock);
  ASSERT_TRUE(sut) << sut.error().message;
  auto engine = Engine::create(config, (*sut)->clock());
  ASSERT_TRUE(engine) << engine.error().message;
  (*engine)->start();
  const auto started = (*sut)->start(**engine);
  ASSERT_TRUE(started) << started.error().message;
  EXPECT_EQ((*sut)->status().description, "PTP domain 127 on red");

  ASSERT_TRUE((*sut)->follow_ptp(uint8_t{5}, std::nullopt));
  const auto domain = [&] { return (*sut)->status().ptp.value_or(ptp::PtpStatus{}).domain; };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (domain() != 5 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  EXPECT_EQ(domain(), 5);
  EXPECT_EQ((*sut)->status().description, "PTP domain 5 on red");
  (*sut)->stop();
  (*engine)->stop();
}

}  // namespace
}  // namespace cw::app
