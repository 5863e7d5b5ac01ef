#include "gateway/web/prometheus.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>
#include <unordered_map>

namespace cw::web {
namespace {

prometheus::ClientMetric to_metric(const MetricSample& sample) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
  if (sample.type == MetricType::kCounter) {
    metric.counter.value = sample.value;
  } else {
    metric.gauge.value = sample.value;
  }
  return metric;
}

}  // namespace

std::string to_prometheus(const std::vector<MetricSample>& samples) {
  std::vector<prometheus::MetricFamily> families;
  std::unordered_map<std::string, size_t> index_of_name;
  for (const MetricSample& sample : samples) {
    const auto [entry, fresh] = index_of_name.emplace(sample.name, families.size());
    if (fresh) {
      const bool counter = sample.type == MetricType::kCounter;
      families.push_back(
          {sample.name, sample.help, counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge, {}});
    }
    MetricSample typed = sample;
    typed.type =
        families[entry->second].type == prometheus::MetricType::Counter ? MetricType::kCounter : MetricType::kGauge;
    families[entry->second].metric.push_back(to_metric(typed));
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return std::move(text).str();
}

}  // namespace cw::web
