#include "nmos/connection_api/connection_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "nmos/connection_api/bulk_request.h"
#include "nmos/connection_api/staged_patch.h"
#include "nmos/connection_api/transport_parameters.h"
#include "nmos/http/json_body.h"
#include "nmos/model/api_versions.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

ApiError bad_request(const Error& error) { return {.status = 400, .error = error.message}; }

ApiError not_found(ResourceType type, const std::string& id) {
  return {.status = 404, .error = fmt::format("there is no {} {}", name_of(type), id)};
}

json bulk_entry(const std::string& id, int code, const std::optional<ApiError>& error) {
  json entry{{"id", id}, {"code", code}};
  if (!error) return entry;
  entry["error"] = error->error;
  entry["debug"] = nullptr;
  return entry;
}

}  // namespace

void ConnectionApi::add_routes(ApiRouter& router) {
  for (const std::string_view version : kConnectionApi.versions) {
    const std::string root = fmt::format("/x-nmos/{}/{}", kConnectionApi.name, version);
    router.list(root, {"bulk", "single"});
    router.list(root + "/bulk", {"senders", "receivers"});
    router.list(root + "/single", {"senders", "receivers"});
    add_bulk(router, root);
    add_single(router, root, version != "v1.0");
  }
}

void ConnectionApi::add_bulk(ApiRouter& router, const std::string& root) {
  for (const ResourceType type : {ResourceType::kSender, ResourceType::kReceiver}) {
    router.add("POST", fmt::format("{}/bulk/{}", root, plural_of(type)),
               [this, type](const ApiRequest& request) { return bulk(type, request); });
  }
}

void ConnectionApi::add_single(ApiRouter& router, const std::string& root, bool has_transport_type) {
  for (const ResourceType type : {ResourceType::kSender, ResourceType::kReceiver}) {
    const std::string all = fmt::format("{}/single/{}", root, plural_of(type));
    const std::string one = all + "/{id}";
    const auto get = [&](const std::string& path, const auto& body_of) {
      router.get(path, [this, type, body_of](const ApiRequest& request) {
        const auto connection = table_.find(type, request.part(0));
        return connection ? json_reply(body_of(*connection)) : error_reply(not_found(type, request.part(0)));
      });
    };
    json children{"constraints/", "staged/", "active/"};
    if (type == ResourceType::kSender) children.push_back("transportfile/");
    if (has_transport_type) children.push_back("transporttype/");
    router.get(all, [this, type](const ApiRequest&) { return list(type); });
    get(one, [children](const Connection&) { return children; });
    get(one + "/constraints", constraints_json);
    get(one + "/staged", staged_json);
    get(one + "/active", active_json);
    if (has_transport_type) get(one + "/transporttype", [](const Connection&) { return json(kRtpTransport); });
    router.add("PATCH", one + "/staged", [this, type](const ApiRequest& request) { return patch(type, request); });
  }
  router.get(root + "/single/senders/{id}/transportfile",
             [this](const ApiRequest& request) { return transport_file(request.part(0)); });
}

web::Response ConnectionApi::list(ResourceType type) const {
  json ids = json::array();
  for (const std::string& id : table_.ids(type)) ids.push_back(id + "/");
  return json_reply(ids);
}

web::Response ConnectionApi::transport_file(const std::string& id) {
  const auto connection = table_.find(ResourceType::kSender, id);
  if (!connection) return error_reply(not_found(ResourceType::kSender, id));
  const std::scoped_lock turn(core_.equipment_turn);
  std::string sdp = core_.equipment.sender_sdp(connection->name);
  if (sdp.empty()) return error_reply(404, fmt::format("sender {} has no transport file now", connection->name));
  return {.status = 200,
          .content_type = "application/sdp",
          .body = std::move(sdp),
          .headers = {{"Cache-Control", "no-cache"}}};
}

web::Response ConnectionApi::patch(ResourceType type, const ApiRequest& request) {
  if (!table_.find(type, request.part(0))) return error_reply(not_found(type, request.part(0)));
  const auto body = read_json(request.http().body);
  if (!body) return error_reply(bad_request(body.error()));
  const std::scoped_lock turn(core_.equipment_turn);
  Change change = stage(type, request.part(0), *body);
  run(type, {&change, 1});
  return change.error ? error_reply(*change.error) : json_reply(change.status, change.reply);
}

web::Response ConnectionApi::bulk(ResourceType type, const ApiRequest& request) {
  const auto items = read_bulk_request(request.http().body);
  if (!items) return error_reply(bad_request(items.error()));
  const std::scoped_lock turn(core_.equipment_turn);
  std::vector<Change> changes;
  std::set<std::string> named;
  for (const BulkItem& item : *items) {
    const bool is_first = named.insert(item.id).second;
    changes.push_back(is_first ? stage(type, item.id, item.params) : named_twice(item.id));
  }
  run(type, changes);
  json reply = json::array();
  for (const Change& change : changes) {
    reply.push_back(bulk_entry(change.id, change.error ? change.error->status : change.status, change.error));
  }
  return json_reply(reply);
}

/// Which of its activations should hold, nobody can tell.
ConnectionApi::Change ConnectionApi::named_twice(const std::string& id) {
  ApiError error{.status = 400, .error = fmt::format("{} is named twice in this request", id)};
  return {.id = id, .error = std::move(error), .reply = {}};
}

ConnectionApi::Change ConnectionApi::stage(ResourceType type, const std::string& id, const json& body) {
  Change change{.id = id, .error = {}, .reply = {}};
  auto connection = table_.find(type, id);
  if (!connection) {
    change.error = not_found(type, id);
    return change;
  }
  const auto patch = read_staged_patch(type, body);
  change.error = patch ? apply(*connection, *patch) : bad_request(patch.error());
  if (change.error) return change;
  if (!table_.stage(*connection)) {
    change.error = ApiError{.status = 409, .error = "the config has changed meanwhile; try again"};
    return change;
  }
  change.immediate = patch->activation && patch->activation->mode == ActivationMode::kImmediate;
  change.status = connection->due ? 202 : 200;
  change.reply = staged_json(*connection);
  if (connection->due) core_.on_schedule();
  return change;
}

std::optional<ApiError> ConnectionApi::apply(Connection& connection, const StagedPatch& patch) const {
  const bool cancels = patch.activation && patch.activation->mode == ActivationMode::kNone;
  if (connection.due && !cancels) {
    return ApiError{
        .status = 423,
        .error = "an activation is scheduled; take it back with \"activation\": {\"mode\": null}, or wait for it"};
  }
  auto settings = patched(connection, patch);
  if (!settings) return bad_request(settings.error());
  if (patch.sdp && settings->media) {
    const auto accepted = core_.equipment.accepts(connection.name, *settings->media);
    if (!accepted) return bad_request(accepted.error());
  }
  connection.due.reset();
  if (patch.activation && patch.activation->is_scheduled()) {
    const auto due = due_time(*patch.activation, core_.equipment.now());
    if (!due) return bad_request(due.error());
    connection.scheduled = *patch.activation;
    connection.due = *due;
  }
  connection.staged = std::move(*settings);
  return std::nullopt;
}

void ConnectionApi::run(ResourceType type, std::span<Change> changes) {
  std::vector<std::string> ids;
  for (const Change& change : changes) {
    if (change.immediate) ids.push_back(change.id);
  }
  if (ids.empty()) return;
  const ActivationRequest request{.mode = ActivationMode::kImmediate, .requested_time = {}, .requested = {}};
  const auto results = table_.activate(type, ids, request);
  auto next = results.begin();
  for (Change& change : changes) {
    if (!change.immediate) continue;
    const Expected<TaiTime>& result = *next++;
    if (result) {
      change.reply["activation"] = activation_json(request, *result);
    } else {
      change.error = ApiError{.status = 500, .error = result.error().message};
    }
  }
}

std::optional<ApiError> ConnectionApi::connect(const std::string& receiver, const std::string& sender,
                                               const std::string& sdp) {
  return change_receiver(receiver, {{"sender_id", sender},
                                    {"master_enable", true},
                                    {"transport_file", {{"data", sdp}, {"type", "application/sdp"}}},
                                    {"activation", {{"mode", "activate_immediate"}}}});
}

std::optional<ApiError> ConnectionApi::disconnect(const std::string& receiver) {
  return change_receiver(
      receiver, {{"sender_id", nullptr}, {"master_enable", false}, {"activation", {{"mode", "activate_immediate"}}}});
}

std::optional<ApiError> ConnectionApi::change_receiver(const std::string& id, const json& body) {
  const std::scoped_lock turn(core_.equipment_turn);
  if (auto connection = table_.find(ResourceType::kReceiver, id); connection && !connection->due) {
    connection->staged = connection->active;
    (void)table_.stage(*connection);
  }
  Change change = stage(ResourceType::kReceiver, id, body);
  run(ResourceType::kReceiver, {&change, 1});
  return change.error;
}

}  // namespace cw::nmos
