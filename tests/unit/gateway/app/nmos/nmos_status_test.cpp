#include "gateway/app/nmos/nmos_status.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cw::app {
namespace {

TEST(NmosStatus, SaysWhereItIsRegisteredAndSinceWhen) {
  NmosStatus status{.node_id = "id", .url = "http://127.0.0.1:3212/x-nmos/node/", .registration = {}, .system = {}};
  const nmos::Instant now{std::chrono::hours(1)};
  EXPECT_TRUE(nlohmann::json::parse(to_json(status, now))["registration"]["last_heartbeat_age_s"].is_null());
  status.registration.state = nmos::RegistrationState::kRegistered;
  status.registration.last_heartbeat = now - std::chrono::seconds(2);
  status.registration.last_error = "no UTF-8: \xFF";
  const auto sut = nlohmann::json::parse(to_json(status, now));
  EXPECT_EQ(sut["registration"]["state"], "registered");
  EXPECT_EQ(sut["registration"]["last_heartbeat_age_s"], 2.0);
}

TEST(NmosStatus, CountsRegisteredAsOne) {
  NmosStatus status;
  const auto registered = [&] {
    std::vector<MetricSample> samples;
    add_nmos_metrics(samples, status);
    return std::ranges::find(samples, "causeway_nmos_registered", &MetricSample::name)->value;
  };
  EXPECT_EQ(registered(), 0);
  status.registration.state = nmos::RegistrationState::kRegistered;
  EXPECT_EQ(registered(), 1);
}

}  // namespace
}  // namespace cw::app
