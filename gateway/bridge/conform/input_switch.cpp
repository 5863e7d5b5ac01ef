#include "gateway/bridge/conform/input_switch.h"

#include <algorithm>

namespace cw::bridge {
namespace {

int64_t frames_in(Duration duration, FrameRate rate) {
  return std::max<int64_t>(1, rate.index_at(TaiTime::from_ns(duration.count())));
}

}  // namespace

InputSwitchConfig input_switch_config(const ChannelConfig& config) {
  return {.slate_after = frames_in(config.slate_after, config.rate),
          .switch_after = frames_in(config.switch_after, config.rate),
          .return_after = frames_in(config.return_after, config.rate)};
}

InputSwitch::InputSwitch(const InputSwitchConfig& config, size_t inputs)
    : config_(config), runs_(inputs, Run{.present = 0, .missing = std::max(config.slate_after, config.switch_after)}) {}

InputSwitch::OnAir InputSwitch::on_frame(std::span<const uint8_t> has_picture) {
  for (size_t i = 0; i < runs_.size(); ++i) {
    runs_[i].present = has_picture[i] != 0 ? runs_[i].present + 1 : 0;
    runs_[i].missing = has_picture[i] != 0 ? 0 : runs_[i].missing + 1;
  }
  if (runs_.empty()) return on_air_;
  const size_t input = choose();
  // What another input showed last says nothing about this one: it is only taken with a picture.
  const Run& run = runs_[input];
  on_air_ = {.input = input, .slate = run.missing >= config_.slate_after || (on_air_.slate && run.missing > 0)};
  return on_air_;
}

size_t InputSwitch::choose() const {
  const size_t current = on_air_.input;
  for (size_t i = 0; i < current; ++i) {
    if (runs_[i].present >= config_.return_after) return i;
  }
  if (runs_[current].missing < config_.switch_after) return current;
  const auto with_picture = std::ranges::find_if(runs_, [](const Run& run) { return run.missing == 0; });
  return with_picture == runs_.end() ? current : static_cast<size_t>(with_picture - runs_.begin());
}

}  // namespace cw::bridge
