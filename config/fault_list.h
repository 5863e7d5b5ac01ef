// Collects faults over the loader's steps and keeps one wrong value from being reported twice. Private to config.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/loader.h"

namespace cw::config {

class FaultList {
 public:
  /// From here on, places that already have a fault get no further one: a later step would only repeat it.
  void begin_step() { settled_ = faults_.size(); }

  void add(std::string pointer, std::string message) {
    for (size_t i = 0; i < settled_; ++i) {
      if (faults_[i].pointer == pointer) return;
    }
    faults_.push_back({std::move(pointer), std::move(message)});
  }

  /// True when there is a fault at `pointer` or below it.
  [[nodiscard]] bool touched(const std::string& pointer) const {
    for (const ConfigFault& fault : faults_) {
      if (fault.pointer == pointer || fault.pointer.starts_with(pointer + '/')) return true;
    }
    return false;
  }

  [[nodiscard]] bool empty() const { return faults_.empty(); }
  [[nodiscard]] std::vector<ConfigFault> take() { return std::move(faults_); }

 private:
  std::vector<ConfigFault> faults_;
  size_t settled_ = 0;
};

}  // namespace cw::config
