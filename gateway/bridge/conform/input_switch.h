// Which video input is on air, and when the slate is: pure logic over "input i has a picture for this output frame".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "gateway/bridge/channel_config.h"

namespace cw::bridge {

/// In output frames.
struct InputSwitchConfig {
  int64_t slate_after = 100;
  int64_t switch_after = 10;
  int64_t return_after = 50;
};

[[nodiscard]] InputSwitchConfig input_switch_config(const ChannelConfig& config);

/// Starts on the slate, with the first input. One thread.
class InputSwitch {
 public:
  struct OnAir {
    size_t input = 0;
    bool slate = true;
  };

  InputSwitch(const InputSwitchConfig& config, size_t inputs);

  /// For each output frame, in order. `has_picture` has one entry per input.
  OnAir on_frame(std::span<const uint8_t> has_picture);
  [[nodiscard]] bool alive(size_t input) const { return runs_[input].missing < config_.switch_after; }

 private:
  /// Output frames in a row.
  struct Run {
    int64_t present = 0;
    int64_t missing = 0;
  };
  [[nodiscard]] size_t choose() const;

  InputSwitchConfig config_;
  std::vector<Run> runs_;
  OnAir on_air_;
};

}  // namespace cw::bridge
