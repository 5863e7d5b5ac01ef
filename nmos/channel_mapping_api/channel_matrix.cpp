#include "nmos/channel_mapping_api/channel_matrix.h"

#include <algorithm>
#include <cctype>

namespace cw::nmos {
namespace {

using nlohmann::json;

/// A name as IS-08 allows it in paths. One that has to be changed gets a piece of its UUID, so that two never become the same.
std::string path_id(const std::string& name, const std::string& uuid) {
  std::string id = name;
  const auto is_allowed = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
  };
  if (!name.empty() && std::ranges::all_of(name, is_allowed)) return id;
  std::ranges::replace_if(id, [&](char c) { return !is_allowed(c); }, '_');
  return id + "-" + uuid.substr(0, 8);
}

/// IS-08: at least one channel.
void need_a_channel(std::vector<std::string>& labels) {
  if (labels.empty()) labels.emplace_back("Channel 1");
}

MatrixInput input_of(const MappingInput& description, const Identifiers& ids) {
  MatrixInput input{
      .id = path_id(description.name, ids.of("input", description.name)), .description = description, .parent_id = {}};
  need_a_channel(input.description.channel_labels);
  input.description.block_size = std::max(1U, description.block_size);
  if (!description.receiver.empty()) input.parent_id = ids.receiver(description.receiver);
  return input;
}

/// The path id of the input that the config names so; nullopt: there is none.
std::optional<std::string> id_of_input(const std::vector<MatrixInput>& inputs, const std::string& name) {
  const auto found = std::ranges::find(inputs, name, [](const MatrixInput& input) { return input.description.name; });
  return found == inputs.end() ? std::nullopt : std::optional(found->id);
}

OutputMap configured_map(const MappingOutput& output, const std::vector<MatrixInput>& inputs) {
  OutputMap map(output.channel_labels.size());
  for (const AudioRoute& route : output.active) {
    if (route.output_channel >= map.size() || !route.input) continue;
    if (auto id = id_of_input(inputs, *route.input)) map[route.output_channel] = {std::move(id), route.input_channel};
  }
  return map;
}

MatrixOutput output_of(const MappingOutput& description, const Identifiers& ids,
                       const std::vector<MatrixInput>& inputs) {
  MatrixOutput output{.id = path_id(description.name, ids.of("output", description.name)), .description = description};
  need_a_channel(output.description.channel_labels);
  if (!description.source.empty()) output.source_id = ids.source(description.source);
  if (description.routable_inputs) {
    output.routable_inputs.emplace();
    for (const auto& name : *description.routable_inputs) {
      if (!name) {
        output.routable_inputs->push_back(std::nullopt);
      } else if (auto id = id_of_input(inputs, *name)) {
        output.routable_inputs->push_back(std::move(id));
      }
    }
  }
  output.configured = configured_map(output.description, inputs);
  output.active = output.configured;
  return output;
}

/// The old map on the new channels; what comes from an input that has gone is silent for good.
OutputMap continued(const OutputMap& old, const ChannelMatrix& matrix, size_t channels) {
  OutputMap map = old;
  map.resize(channels);
  for (ChannelRoute& route : map) {
    if (route.input && matrix.input(*route.input) == nullptr) route = {};
  }
  return map;
}

}  // namespace

const MatrixInput* ChannelMatrix::input(const std::string& id) const {
  const auto found = std::ranges::find(inputs, id, &MatrixInput::id);
  return found == inputs.end() ? nullptr : &*found;
}

const MatrixOutput* ChannelMatrix::output(const std::string& id) const {
  const auto found = std::ranges::find(outputs, id, &MatrixOutput::id);
  return found == outputs.end() ? nullptr : &*found;
}

OutputMap ChannelMatrix::changed(const MatrixOutput& output, const MapChanges& changes) {
  OutputMap map = output.active;
  const auto found = changes.find(output.id);
  if (found == changes.end()) return map;
  for (const auto& [channel, route] : found->second) {
    if (channel < map.size()) map[channel] = route;
  }
  return map;
}

OutputMap ChannelMatrix::heard(OutputMap map) const {
  for (ChannelRoute& route : map) {
    const MatrixInput* from = route.input ? input(*route.input) : nullptr;
    if (from == nullptr || route.channel >= from->channels()) route = {};
  }
  return map;
}

void ChannelMatrix::apply(const MapChanges& changes) {
  for (MatrixOutput& output : outputs) output.active = changed(output, changes);
}

std::vector<AudioRoute> ChannelMatrix::routes(const MapChanges& changes) const {
  std::vector<AudioRoute> routes;
  for (const auto& [id, channels] : changes) {
    const MatrixOutput* to = output(id);
    if (to == nullptr) continue;
    for (const auto& [channel, route] : channels) {
      const MatrixInput* from = route.input ? input(*route.input) : nullptr;
      routes.push_back({.output = to->description.name,
                        .output_channel = channel,
                        .input = from == nullptr ? std::nullopt : std::optional(from->description.name),
                        .input_channel = route.channel});
    }
  }
  return routes;
}

ChannelMatrix matrix_of(const NodeDescription& node, const Identifiers& ids, const ChannelMatrix& old) {
  ChannelMatrix matrix;
  for (const MappingInput& input : node.mapping_inputs) matrix.inputs.push_back(input_of(input, ids));
  for (const MappingOutput& description : node.mapping_outputs) {
    MatrixOutput output = output_of(description, ids, matrix.inputs);
    const MatrixOutput* before = old.output(output.id);
    if (before != nullptr && before->configured == output.configured) {
      output.active = continued(before->active, matrix, output.configured.size());
    }
    matrix.outputs.push_back(std::move(output));
  }
  return matrix;
}

json route_json(const ChannelRoute& route) {
  json result{{"input", nullptr}, {"channel_index", nullptr}};
  if (route.input) {
    result["input"] = *route.input;
    result["channel_index"] = route.channel;
  }
  return result;
}

json output_map_json(const OutputMap& map) {
  json result = json::object();
  for (size_t i = 0; i < map.size(); ++i) result[std::to_string(i)] = route_json(map[i]);
  return result;
}

}  // namespace cw::nmos
