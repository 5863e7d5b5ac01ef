#include "nmos/channel_mapping_api/channel_mapping_api.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/core/log.h"
#include "nmos/channel_mapping_api/routing_rules.h"
#include "nmos/http/json_reply.h"
#include "nmos/model/api_versions.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

json channels_json(const std::vector<std::string>& labels) {
  json channels = json::array();
  for (const std::string& label : labels) channels.push_back({{"label", label}});
  return channels;
}

template <typename Description>
json properties_json(const Description& description) {
  const std::string& name = description.label.empty() ? description.name : description.label;
  return {{"name", name}, {"description", description.description}};
}

json parent_json(const MatrixInput& input) {
  if (!input.parent_id) return {{"id", nullptr}, {"type", nullptr}};
  return {{"id", *input.parent_id}, {"type", "receiver"}};
}

json input_caps_json(const MatrixInput& input) {
  return {{"reordering", input.description.reordering}, {"block_size", input.description.block_size}};
}

json source_id_json(const MatrixOutput& output) { return output.source_id ? json(*output.source_id) : json(); }

json output_caps_json(const MatrixOutput& output) {
  json inputs;
  if (output.routable_inputs) {
    inputs = json::array();
    for (const auto& id : *output.routable_inputs) inputs.push_back(id ? json(*id) : json());
  }
  return {{"routable_inputs", std::move(inputs)}};
}

template <typename Ports>
json ids_json(const Ports& ports) {
  json ids = json::array();
  for (const auto& port : ports) ids.push_back(port.id + "/");
  return ids;
}

web::Response not_found(std::string_view what, const std::string& id) {
  return error_reply(404, fmt::format("there is no {} {}", what, id));
}

json entry_json(const MapRequest& request, TaiTime at) {
  return {{"activation", activation_json(request.activation, at)}, {"action", request.action}};
}

}  // namespace

void ChannelMappingApi::add_routes(ApiRouter& router) {
  for (const std::string_view version : kChannelMappingApi.versions) {
    const std::string root = fmt::format("/x-nmos/{}/{}", kChannelMappingApi.name, version);
    router.list(root, {"inputs", "outputs", "map", "io"});
    router.get(root + "/io", [this](const ApiRequest&) { return io(); });
    add_inputs(router, root + "/inputs");
    add_outputs(router, root + "/outputs");
    add_map(router, root + "/map");
  }
}

template <typename BodyOf>
void ChannelMappingApi::get_input(ApiRouter& router, const std::string& path, BodyOf body_of) {
  router.get(path, [this, body_of](const ApiRequest& request) {
    const std::scoped_lock lock(core_.state);
    const MatrixInput* input = matrix_.input(request.part(0));
    return input == nullptr ? not_found("input", request.part(0)) : json_reply(body_of(*input));
  });
}

template <typename BodyOf>
void ChannelMappingApi::get_output(ApiRouter& router, const std::string& path, BodyOf body_of) {
  router.get(path, [this, body_of](const ApiRequest& request) {
    const std::scoped_lock lock(core_.state);
    const MatrixOutput* output = matrix_.output(request.part(0));
    return output == nullptr ? not_found("output", request.part(0)) : json_reply(body_of(*output));
  });
}

void ChannelMappingApi::add_inputs(ApiRouter& router, const std::string& root) {
  router.get(root, [this](const ApiRequest&) {
    const std::scoped_lock lock(core_.state);
    return json_reply(ids_json(matrix_.inputs));
  });
  const std::string one = root + "/{id}";
  get_input(router, one, [](const MatrixInput&) { return json{"properties/", "parent/", "channels/", "caps/"}; });
  get_input(router, one + "/properties", [](const MatrixInput& input) { return properties_json(input.description); });
  get_input(router, one + "/parent", parent_json);
  get_input(router, one + "/channels",
            [](const MatrixInput& input) { return channels_json(input.description.channel_labels); });
  get_input(router, one + "/caps", input_caps_json);
}

void ChannelMappingApi::add_outputs(ApiRouter& router, const std::string& root) {
  router.get(root, [this](const ApiRequest&) {
    const std::scoped_lock lock(core_.state);
    return json_reply(ids_json(matrix_.outputs));
  });
  const std::string one = root + "/{id}";
  get_output(router, one, [](const MatrixOutput&) { return json{"properties/", "sourceid/", "channels/", "caps/"}; });
  get_output(router, one + "/properties",
             [](const MatrixOutput& output) { return properties_json(output.description); });
  get_output(router, one + "/sourceid", source_id_json);
  get_output(router, one + "/channels",
             [](const MatrixOutput& output) { return channels_json(output.description.channel_labels); });
  get_output(router, one + "/caps", output_caps_json);
}

void ChannelMappingApi::add_map(ApiRouter& router, const std::string& root) {
  router.list(root, {"activations", "active"});
  router.get(root + "/active", [this](const ApiRequest&) { return active_map(std::nullopt); });
  router.get(root + "/active/{output}", [this](const ApiRequest& request) { return active_map(request.part(0)); });
  router.get(root + "/activations", [this](const ApiRequest&) { return activations(); });
  router.add("POST", root + "/activations", [this](const ApiRequest& request) { return post(request); });
  router.get(root + "/activations/{id}", [this](const ApiRequest& request) { return activation(request.part(0)); });
  router.add("DELETE", root + "/activations/{id}",
             [this](const ApiRequest& request) { return cancel(request.part(0)); });
}

web::Response ChannelMappingApi::io() const {
  const std::scoped_lock lock(core_.state);
  json body{{"inputs", json::object()}, {"outputs", json::object()}};
  for (const MatrixInput& input : matrix_.inputs) {
    body["inputs"][input.id] = {{"properties", properties_json(input.description)},
                                {"parent", parent_json(input)},
                                {"channels", channels_json(input.description.channel_labels)},
                                {"caps", input_caps_json(input)}};
  }
  for (const MatrixOutput& output : matrix_.outputs) {
    body["outputs"][output.id] = {{"properties", properties_json(output.description)},
                                  {"source_id", source_id_json(output)},
                                  {"channels", channels_json(output.description.channel_labels)},
                                  {"caps", output_caps_json(output)}};
  }
  return json_reply(body);
}

web::Response ChannelMappingApi::active_map(const std::optional<std::string>& output) const {
  const std::scoped_lock lock(core_.state);
  if (output && matrix_.output(*output) == nullptr) return not_found("output", *output);
  json map = json::object();
  for (const MatrixOutput& each : matrix_.outputs) {
    if (!output || each.id == *output) map[each.id] = output_map_json(matrix_.heard(each.active));
  }
  return json_reply({{"activation", last_activation_}, {"map", std::move(map)}});
}

web::Response ChannelMappingApi::activations() const {
  const std::scoped_lock lock(core_.state);
  json body = json::object();
  for (const auto& [id, scheduled] : scheduled_) body[id] = entry_json(scheduled.request, scheduled.due);
  return json_reply(body);
}

web::Response ChannelMappingApi::activation(const std::string& id) const {
  const std::scoped_lock lock(core_.state);
  const auto found = scheduled_.find(id);
  return found == scheduled_.end() ? not_found("activation", id)
                                   : json_reply(entry_json(found->second.request, found->second.due));
}

web::Response ChannelMappingApi::cancel(const std::string& id) {
  const std::scoped_lock turn(core_.equipment_turn);
  const std::scoped_lock lock(core_.state);
  if (scheduled_.erase(id) == 0) return not_found("activation", id);
  return {.status = 204, .content_type = "application/json", .body = {}, .headers = {}};
}

web::Response ChannelMappingApi::post(const ApiRequest& request) {
  auto wanted = read_map_request(request.http().body);
  if (!wanted) return error_reply(400, wanted.error().message);
  const std::scoped_lock turn(core_.equipment_turn);
  if (auto refused = refusal(*wanted)) return *refused;
  return wanted->activation.is_scheduled() ? schedule(std::move(*wanted)) : route_now(*wanted);
}

std::optional<web::Response> ChannelMappingApi::refusal(const MapRequest& request) const {
  const std::scoped_lock lock(core_.state);
  for (const auto& [id, scheduled] : scheduled_) {
    for (const auto& [output, channels] : request.changes) {
      if (!scheduled.request.changes.contains(output)) continue;
      return error_reply(
          423, fmt::format("output {} is to be changed by activation {}; DELETE that, or wait for it", output, id));
    }
  }
  if (const auto good = check_routing(matrix_, request.changes); !good) return error_reply(400, good.error().message);
  return std::nullopt;
}

web::Response ChannelMappingApi::schedule(MapRequest request) {
  const auto due = due_time(request.activation, core_.equipment.now());
  if (!due) return error_reply(400, due.error().message);
  const std::scoped_lock lock(core_.state);
  const std::string id = new_id();
  json body{{id, entry_json(request, *due)}};
  scheduled_.emplace(id, Scheduled{std::move(request), *due});
  core_.on_schedule();
  return json_reply(202, body);
}

web::Response ChannelMappingApi::route_now(const MapRequest& request) {
  const auto at = route(request);
  if (!at) return error_reply(500, at.error().message);
  const std::scoped_lock lock(core_.state);
  return json_reply({{new_id(), entry_json(request, *at)}});
}

Expected<TaiTime> ChannelMappingApi::route(const MapRequest& request) {
  std::vector<AudioRoute> routes;
  {
    const std::scoped_lock lock(core_.state);
    routes = matrix_.routes(request.changes);
  }
  if (auto routed = core_.equipment.route(routes); !routed) return std::unexpected(routed.error());
  const TaiTime now = core_.equipment.now();
  const std::scoped_lock lock(core_.state);
  matrix_.apply(request.changes);
  last_activation_ = activation_json(request.activation, now);
  core_.store.update(ResourceType::kDevice, core_.ids.device(), now, [](json&) {}, Raise::kAlways);
  return now;
}

void ChannelMappingApi::describe(const NodeDescription& description) {
  matrix_ = matrix_of(description, core_.ids, matrix_);
  std::erase_if(scheduled_,
                [this](const auto& entry) { return !check_routing(matrix_, entry.second.request.changes); });
}

std::optional<TaiTime> ChannelMappingApi::activate_due(TaiTime now) {
  std::vector<Scheduled> due;
  std::optional<TaiTime> next;
  {
    const std::scoped_lock lock(core_.state);
    for (const auto& [id, scheduled] : scheduled_) {
      if (scheduled.due <= now) {
        due.push_back(scheduled);
      } else {
        next = next ? std::min(*next, scheduled.due) : scheduled.due;
      }
    }
    std::erase_if(scheduled_, [now](const auto& entry) { return entry.second.due <= now; });
  }
  std::ranges::sort(due, {}, &Scheduled::due);
  for (const Scheduled& scheduled : due) {
    if (const auto at = route(scheduled.request); !at) {
      log_error("nmos", "a scheduled channel mapping failed", {{"reason", at.error().message}});
    }
  }
  return next;
}

/// Never used twice, also after a restart.
std::string ChannelMappingApi::new_id() {
  return core_.ids.of("activation", fmt::format("{}/{}", core_.equipment.now().ns(), ++requests_));
}

}  // namespace cw::nmos
