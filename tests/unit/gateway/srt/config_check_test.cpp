#include "gateway/srt/config_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cw::srt {
namespace {

using testing::HasSubstr;

struct BadConfig {
  const char* what;
  void (*spoil)(SrtConfig&);
};

class ConfigCheckRefuses : public testing::TestWithParam<BadConfig> {};

TEST_P(ConfigCheckRefuses, AndSaysWhatIsAllowed) {
  SrtConfig config;
  config.id = "contribution";
  GetParam().spoil(config);
  const auto result = check_config(config);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::kInput);
  EXPECT_THAT(result.error().message, HasSubstr("contribution"));
  EXPECT_THAT(result.error().message, HasSubstr(GetParam().what));
}

INSTANTIATE_TEST_SUITE_P(Faults, ConfigCheckRefuses,
                         testing::Values(BadConfig{"1 to 65535", [](SrtConfig& c) { c.port = 0; }},
                                         BadConfig{"address", [](SrtConfig& c) { c.address.clear(); }},
                                         BadConfig{"20 to 8000", [](SrtConfig& c) { c.latency_ms = 19; }},
                                         BadConfig{"20 to 8000", [](SrtConfig& c) { c.latency_ms = 8001; }},
                                         BadConfig{"10 to 79", [](SrtConfig& c) { c.passphrase = "too short"; }},
                                         BadConfig{"10 to 79", [](SrtConfig& c) { c.passphrase.assign(80, 'x'); }},
                                         BadConfig{"16, 24 or 32", [](SrtConfig& c) { c.key_octets = 20; }},
                                         BadConfig{"512", [](SrtConfig& c) { c.stream_id.assign(513, 'x'); }},
                                         BadConfig{"one client", [](SrtConfig& c) { c.max_clients = 0; }},
                                         BadConfig{"5 to 100", [](SrtConfig& c) { c.overhead_percent = 4; }},
                                         BadConfig{"TTL", [](SrtConfig& c) { c.ttl = 0; }},
                                         BadConfig{"DSCP", [](SrtConfig& c) { c.dscp = 64; }},
                                         BadConfig{"queue", [](SrtConfig& c) { c.queue_chunks = 0; }}));

TEST(ConfigCheck, AcceptsTheDefaultsAndTheLimits) {
  SrtConfig config;
  EXPECT_TRUE(check_config(config));
  config.passphrase.assign(79, 'x');
  config.key_octets = 32;
  config.latency_ms = 8000;
  EXPECT_TRUE(check_config(config));
}

}  // namespace
}  // namespace cw::srt
