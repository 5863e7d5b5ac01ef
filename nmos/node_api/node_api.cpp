#include "nmos/node_api/node_api.h"

#include <fmt/format.h>

#include <array>

#include "nmos/http/json_body.h"
#include "nmos/http/json_reply.h"
#include "nmos/model/api_versions.h"
#include "nmos/model/downgrade.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

constexpr std::string_view kOldVersion = "v1.2";
constexpr std::array kListed{ResourceType::kDevice, ResourceType::kSource, ResourceType::kFlow, ResourceType::kSender,
                             ResourceType::kReceiver};

/// The parts of a sender that are used here.
Expected<void> check_sender(const json& body) {
  const auto is_text = [&](const char* key) { return body.contains(key) && body[key].is_string(); };
  if (!is_text("id") || !is_uuid(body["id"].get_ref<const std::string&>())) {
    return input_error("id: has to be the UUID of a sender, or the body {} to disconnect");
  }
  if (!is_text("manifest_href")) return input_error("manifest_href: has to be the URL of the sender's SDP");
  return {};
}

}  // namespace

void NodeApi::add_routes(ApiRouter& router) {
  for (const std::string_view version : kNodeApi.versions) {
    const std::string root = fmt::format("/x-nmos/{}/{}", kNodeApi.name, version);
    router.list(root, {"self", "sources", "flows", "devices", "senders", "receivers"});
    router.get(root + "/self",
               [this, version](const ApiRequest&) { return one(ResourceType::kNode, version, core_.ids.node()); });
    for (const ResourceType type : kListed) add_resources(router, type, version);
    router.add("PUT", root + "/receivers/{id}/target",
               [this](const ApiRequest& request) { return put_target(request); });
  }
}

void NodeApi::add_resources(ApiRouter& router, ResourceType type, std::string_view version) {
  const std::string all = fmt::format("/x-nmos/{}/{}/{}", kNodeApi.name, version, plural_of(type));
  router.get(all, [this, type, version](const ApiRequest&) { return list(type, version); });
  router.get(all + "/{id}",
             [this, type, version](const ApiRequest& request) { return one(type, version, request.part(0)); });
}

std::optional<json> NodeApi::shown(const Resource& resource, std::string_view version) const {
  return version == kOldVersion ? to_v1_2(resource, core_.store) : std::optional(resource.data);
}

web::Response NodeApi::list(ResourceType type, std::string_view version) const {
  json body = json::array();
  for (const Resource& resource : core_.store.all(type)) {
    if (auto data = shown(resource, version)) body.push_back(std::move(*data));
  }
  return json_reply(body);
}

web::Response NodeApi::one(ResourceType type, std::string_view version, const std::string& id) const {
  const auto resource = core_.store.find(type, id);
  if (!resource) return error_reply(404, fmt::format("there is no {} {}", name_of(type), id));
  if (auto data = shown(*resource, version)) return json_reply(*data);
  const std::string_view newest = kNodeApi.versions.back();
  auto reply =
      error_reply(409, fmt::format("{} has no words for {} {}; ask for it at {}", version, name_of(type), id, newest));
  reply.headers.emplace_back("Location",
                             fmt::format("/x-nmos/{}/{}/{}/{}", kNodeApi.name, newest, plural_of(type), id));
  return reply;
}

web::Response NodeApi::put_target(const ApiRequest& request) {
  const std::string receiver = request.part(0);
  if (!core_.store.find(ResourceType::kReceiver, receiver))
    return error_reply(404, fmt::format("there is no receiver {}", receiver));
  if (!fetch_) return error_reply(501, "receivers are connected by the Connection API");
  const auto body = read_json(request.http().body);
  if (!body) return error_reply(400, body.error().message);
  if (!body->is_object()) return error_reply(400, "the body has to be a sender, or {} to disconnect");
  const auto error = body->empty() ? connections_.disconnect(receiver) : connect(receiver, *body);
  return error ? error_reply(*error) : json_reply(202, *body);
}

std::optional<ApiError> NodeApi::connect(const std::string& receiver, const json& sender) {
  if (const auto good = check_sender(sender); !good) return ApiError{.status = 400, .error = good.error().message};
  const auto manifest = fetch(sender["manifest_href"].get<std::string>());
  if (!manifest) return manifest.error();
  return connections_.connect(receiver, sender["id"].get<std::string>(), *manifest);
}

/// The server's thread waits for the other end. More than one at a time would leave none for other requests, such as that of this node's
/// own SDP.
std::expected<std::string, ApiError> NodeApi::fetch(const std::string& url) {
  const std::unique_lock only(fetching_, std::try_to_lock);
  if (!only) {
    return std::unexpected(ApiError{.status = 503, .error = "the SDP of another sender is being fetched; try again"});
  }
  auto text = fetch_(url);
  if (!text) return std::unexpected(ApiError{.status = 500, .error = "manifest_href: " + text.error().message});
  return std::move(*text);
}

}  // namespace cw::nmos
