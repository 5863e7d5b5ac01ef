#include "nmos/channel_mapping_api/routing_rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace cw::nmos {
namespace {

Expected<void> check_existence(const ChannelMatrix& matrix, const MatrixOutput& output, uint32_t channel,
                               const ChannelRoute& route) {
  if (channel >= output.active.size()) {
    return input_error(fmt::format("output {} has no channel {}; it has {}", output.id, channel, output.active.size()));
  }
  if (!route.input) return {};
  const MatrixInput* input = matrix.input(*route.input);
  if (input == nullptr) return input_error(fmt::format("there is no input {}", *route.input));
  if (route.channel >= input->channels()) {
    return input_error(
        fmt::format("input {} has no channel {}; it has {}", input->id, route.channel, input->channels()));
  }
  return {};
}

Expected<void> check_routable(const MatrixOutput& output, const ChannelRoute& route) {
  if (!output.routable_inputs) return {};
  if (std::ranges::find(*output.routable_inputs, route.input) != output.routable_inputs->end()) return {};
  return input_error(fmt::format("{} may not be routed to output {}; see its routable_inputs",
                                 route.input ? "input " + *route.input : "silence", output.id));
}

/// One input as one output takes it; the map names only channels that the input has.
class Crossing {
 public:
  Crossing(const MatrixInput& input, const MatrixOutput& output, const OutputMap& map)
      : input_(input), output_(output), map_(map) {}

  /// Without re-ordering all channels keep one offset.
  [[nodiscard]] Expected<void> check_order() const {
    std::optional<int64_t> offset;
    for (size_t i = 0; i < map_.size(); ++i) {
      if (!takes(i)) continue;
      const int64_t here = static_cast<int64_t>(i) - map_[i].channel;
      if (offset && *offset != here) {
        return input_error(
            fmt::format("input {} cannot be re-ordered: channel {} of output {} has another offset than the "
                        "channels before it",
                        input_.id, i, output_.id));
      }
      offset = here;
    }
    return {};
  }

  /// Blocks are routed whole and in order.
  [[nodiscard]] Expected<void> check_blocks() const {
    const uint32_t size = input_.description.block_size;
    for (size_t i = 0; i < map_.size();) {
      if (!takes(i)) {
        ++i;
        continue;
      }
      const size_t length = std::min<size_t>(size, input_.channels() - map_[i].channel);
      if (map_[i].channel % size != 0 || !is_run(i, length)) {
        return input_error(
            fmt::format("input {} is routed in whole blocks of {} channels; channel {} of output {} breaks one",
                        input_.id, size, i, output_.id));
      }
      i += length;
    }
    return {};
  }

 private:
  [[nodiscard]] bool takes(size_t i) const { return map_[i].input == input_.id; }
  [[nodiscard]] bool is_run(size_t from, size_t length) const {
    if (from + length > map_.size()) return false;
    for (size_t i = 1; i < length; ++i) {
      if (!takes(from + i) || map_[from + i].channel != map_[from].channel + i) return false;
    }
    return true;
  }

  const MatrixInput& input_;
  const MatrixOutput& output_;
  const OutputMap& map_;
};

Expected<void> check_output(const ChannelMatrix& matrix, const MatrixOutput& output, const MapChanges& changes) {
  for (const auto& [channel, route] : changes.at(output.id)) {
    if (auto good = check_existence(matrix, output, channel, route); !good) return good;
    if (auto good = check_routable(output, route); !good) return good;
  }
  const OutputMap map = matrix.heard(ChannelMatrix::changed(output, changes));
  for (const MatrixInput& input : matrix.inputs) {
    const Crossing crossing(input, output, map);
    if (auto good = crossing.check_blocks(); !good) return good;
    if (input.description.reordering) continue;
    if (auto good = crossing.check_order(); !good) return good;
  }
  return {};
}

}  // namespace

Expected<void> check_routing(const ChannelMatrix& matrix, const MapChanges& changes) {
  for (const auto& [id, channels] : changes) {
    const MatrixOutput* output = matrix.output(id);
    if (output == nullptr) return input_error(fmt::format("there is no output {}", id));
    if (auto good = check_output(matrix, *output, changes); !good) return good;
  }
  return {};
}

}  // namespace cw::nmos
