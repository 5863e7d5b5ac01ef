// A slave-only clock with a red and a blue port, and what tests ask of it.
#pragma once

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/ptp/scripted_master.h"
#include "tests/unit/ptp/simulated_network.h"

namespace cw::ptp {

using namespace std::chrono_literals;

inline PtpClientConfig slave_config() {
  PtpClientConfig config;
  config.identity = identity(200);
  return config;
}

inline PortConfig port_config(const std::string& name) {
  PortConfig config;
  config.name = name;
  return config;
}

inline Duration magnitude(Duration d) { return d < Duration{0} ? -d : d; }

struct ClientTest : testing::Test {
  World world;
  ClientNode sut{world, slave_config(), 7'300};
  Attachment& red = sut.join(world.red, port_config("red"), 0x0A0000C8);
  Attachment& blue = sut.join(world.blue, port_config("blue"), 0x0A0000C9);

  [[nodiscard]] bool locked() const { return sut.servo_state() == ServoState::kLocked; }
  void lock() {
    world.run_until([this] { return locked(); }, 10s);
    ASSERT_TRUE(locked());
  }
  [[nodiscard]] bool follows(const ScriptedMaster& master) const {
    const auto& grandmaster = sut.status().grandmaster;
    return grandmaster && grandmaster->identity == master.clock;
  }
  [[nodiscard]] const PortFaults& red_faults() const { return sut.status().ports[0].faults; }
  /// The greatest error of the media clock over a time.
  Duration worst_error(Duration how_long) {
    Duration worst{0};
    world.run_until(
        [&] {
          worst = std::max(worst, magnitude(sut.error()));
          return false;
        },
        how_long);
    return worst;
  }
};

}  // namespace cw::ptp
