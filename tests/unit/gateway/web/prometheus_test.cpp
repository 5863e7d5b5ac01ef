#include "gateway/web/prometheus.h"

#include <gtest/gtest.h>

namespace cw::web {
namespace {

MetricSample sample(std::string name, MetricType type, std::string leg, double value) {
  return {.name = std::move(name),
          .help = "Packets received",
          .type = type,
          .labels = {{"leg", std::move(leg)}},
          .value = value};
}

TEST(Prometheus, GroupsSamplesOfOneName) {
  const std::string text = to_prometheus({sample("causeway_packets_total", MetricType::kCounter, "red", 12345678),
                                          sample("causeway_skew_ns", MetricType::kGauge, "red", -5),
                                          sample("causeway_packets_total", MetricType::kCounter, "bl\"ue\n", 2)});
  EXPECT_EQ(text,
            "# HELP causeway_packets_total Packets received\n"
            "# TYPE causeway_packets_total counter\n"
            "causeway_packets_total{leg=\"red\"} 12345678\n"
            "causeway_packets_total{leg=\"bl\\\"ue\\n\"} 2\n"
            "# HELP causeway_skew_ns Packets received\n"
            "# TYPE causeway_skew_ns gauge\n"
            "causeway_skew_ns{leg=\"red\"} -5\n");
}

TEST(Prometheus, TakesTheFirstSamplesType) {
  const std::string text =
      to_prometheus({sample("x", MetricType::kGauge, "red", 1), sample("x", MetricType::kCounter, "blue", 2)});
  EXPECT_NE(text.find("x{leg=\"blue\"} 2"), std::string::npos) << text;
}

TEST(Prometheus, OfNothingIsEmpty) { EXPECT_EQ(to_prometheus({}), ""); }

}  // namespace
}  // namespace cw::web
