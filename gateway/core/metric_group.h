// Metric samples that share a prefix and labels: those of one flow, leg, channel or port.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "gateway/core/counters.h"
#include "gateway/core/metric_sample.h"

namespace cw {

class MetricGroup {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  /// `prefix`: "causeway_channel_". Samples are appended to `out`.
  MetricGroup(std::vector<MetricSample>& out, std::string prefix, Labels labels)
      : out_(out), prefix_(std::move(prefix)), labels_(std::move(labels)) {}

  void counter(const char* name, const char* help, uint64_t value) {
    add(name, help, MetricType::kCounter, static_cast<double>(value));
  }
  void counter(const char* name, const char* help, const Counter& value) { counter(name, help, value.get()); }
  template <typename T>
    requires std::is_arithmetic_v<T>
  void gauge(const char* name, const char* help, T value) {
    add(name, help, MetricType::kGauge, static_cast<double>(value));
  }

 private:
  void add(const char* name, const char* help, MetricType type, double value) {
    out_.push_back({.name = prefix_ + name, .help = help, .type = type, .labels = labels_, .value = value});
  }

  std::vector<MetricSample>& out_;
  const std::string prefix_;
  const Labels labels_;
};

}  // namespace cw
