// The configuration that `make run` starts with.
#include "config/cross_checks.h"
#include "config/loader.h"
#include "tests/support/captures.h"
#include "tests/unit/config/example_config.h"

namespace cw::config {
namespace {

TEST(Demo, IsValidAndSendsWhatItReceives) {
  const auto result = load_config_file(test::repository_root() / "config/demo.json");
  ASSERT_TRUE(result) << to_text(result.error());
  ASSERT_EQ(result->senders.size(), result->receivers.size());
  for (size_t i = 0; i < result->senders.size(); ++i) {
    for (size_t leg = 0; leg < kLegCount; ++leg) {
      EXPECT_EQ(result->senders[i].legs[leg]->destination, result->receivers[i].legs[leg]->group);
      EXPECT_EQ(result->networks[leg]->address, result->receivers[i].legs[leg]->source);
    }
    EXPECT_EQ(result->senders[i].payload_type, result->receivers[i].payload_type);
  }
  EXPECT_EQ(result->sources[0].video, result->receivers[0].video);
  EXPECT_EQ(result->channels[0].ladder.size(), 2U);
  EXPECT_EQ(result->channels[0].outputs[1].port, 9710);
}

TEST(Examples, AreValid) {
  for (const char* name : {"nmos-a.json", "nmos-b.json"}) {
    const auto result = load_config_file(test::repository_root() / "config/examples" / name);
    EXPECT_TRUE(result) << to_text(result.error());
  }
}

}  // namespace
}  // namespace cw::config
