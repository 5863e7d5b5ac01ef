// What a stage tells the outside about itself: neutral samples that web turns into Prometheus text and app into status JSON.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cw {

enum class MetricType : uint8_t { kCounter, kGauge };

struct MetricSample {
  std::string name;  ///< with prefix and unit: causeway_receiver_packets_total
  std::string help;
  MetricType type = MetricType::kCounter;
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
};

}  // namespace cw
