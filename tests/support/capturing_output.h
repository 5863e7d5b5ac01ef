// A bus output that keeps what was published: stands for the consumers of a stage in tests.
//
//   CapturingOutput<bus::AudioLease> output;
//   … feed the stage …;  EXPECT_EQ(output.published[0]->samples, 48U);
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "gateway/bus/output.h"

namespace cw::test {

template <typename T>
class CapturingOutput final : public bus::Output<T> {
 public:
  void publish(T value) override { published.push_back(std::move(value)); }
  std::vector<T> published;
};

/// Lets everything go at once, as a consumer that keeps up: for steady-state and throughput tests.
template <typename T>
class DroppingOutput final : public bus::Output<T> {
 public:
  void publish(T /*value*/) override { ++count; }
  size_t count = 0;
};

}  // namespace cw::test
