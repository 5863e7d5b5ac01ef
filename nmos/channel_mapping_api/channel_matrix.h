// The audio matrix of IS-08: inputs, outputs and which input channel each output channel takes. Values only; the API guards them. Private
// to nmos.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "nmos/model/identifiers.h"
#include "nmos/node_description.h"

namespace cw::nmos {

struct MatrixInput {
  std::string id;  ///< as in paths
  MappingInput description;
  std::optional<std::string> parent_id = {};  ///< of a receiver
  [[nodiscard]] size_t channels() const { return description.channel_labels.size(); }
};

/// What one output channel takes; no input: silence.
struct ChannelRoute {
  std::optional<std::string> input;  ///< MatrixInput::id
  uint32_t channel = 0;
  bool operator==(const ChannelRoute&) const = default;
};
using OutputMap = std::vector<ChannelRoute>;  ///< one per channel of the output

struct MatrixOutput {
  std::string id;
  MappingOutput description;
  std::optional<std::string> source_id = {};
  std::optional<std::vector<std::optional<std::string>>> routable_inputs = {};  ///< ids
  OutputMap configured = {};                                                    ///< as the config has it
  OutputMap active = {};                                                        ///< as routed; see heard()
};

/// Changes to the map: output id, channel.
using MapChanges = std::map<std::string, std::map<uint32_t, ChannelRoute>>;

/// The two lists are in the order of the description.
struct ChannelMatrix {
  std::vector<MatrixInput> inputs;
  std::vector<MatrixOutput> outputs;

  [[nodiscard]] const MatrixInput* input(const std::string& id) const;
  [[nodiscard]] const MatrixOutput* output(const std::string& id) const;
  /// The map of this output as it would be.
  [[nodiscard]] static OutputMap changed(const MatrixOutput& output, const MapChanges& changes);
  /// `map` as it sounds now: a receiver's format may have fewer channels than are routed, which stay silent until it has them.
  [[nodiscard]] OutputMap heard(OutputMap map) const;
  void apply(const MapChanges& changes);
  [[nodiscard]] std::vector<AudioRoute> routes(const MapChanges& changes) const;
};

/// What `old` had routed goes on where the config's routes of that output have not changed.
[[nodiscard]] ChannelMatrix matrix_of(const NodeDescription& node, const Identifiers& ids, const ChannelMatrix& old);

[[nodiscard]] nlohmann::json route_json(const ChannelRoute& route);
[[nodiscard]] nlohmann::json output_map_json(const OutputMap& map);

}  // namespace cw::nmos
