#include "nmos/registration/registration_agent.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/core/log.h"

namespace cw::nmos {
namespace {

constexpr std::array<std::string_view, 6> kStateNames{"searching", "joining",    "registering",
                                                      "clearing",  "registered", "backing off"};
/// Registries forget a node after 12 s: one heartbeat that is not answered must leave time for the next registry.
constexpr Duration kLongestHeartbeat = std::chrono::seconds{4};
constexpr Duration kUpdateLimit = std::chrono::seconds{5};
constexpr Duration kFarewellLimit = std::chrono::seconds{1};
constexpr std::string_view kLog = "nmos";

/// What the registry says of its refusal, cut to what fits a log line.
std::string words_of(const HttpResponse& response) {
  constexpr size_t kMaxWords = 300;
  const auto body = nlohmann::json::parse(response.body, nullptr, false);
  std::string words = fmt::format("{}", response.status);
  for (const char* key : {"error", "debug"}) {
    if (body.is_object() && body.contains(key) && body[key].is_string()) words += ": " + body[key].get<std::string>();
  }
  return words.substr(0, kMaxWords);
}

bool is_failure(int status) { return status < 200 || (status >= 300 && status < 400) || status >= 500; }

/// The version in "/x-nmos/registration/v1.2/resource/..." with or without a host before it.
std::string_view version_in(std::string_view location) {
  constexpr std::string_view kPath = "/x-nmos/registration/";
  const size_t at = location.find(kPath);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = location.substr(at + kPath.size());
  return rest.substr(0, rest.find('/'));
}

}  // namespace

std::string_view name_of(RegistrationState state) { return kStateNames.at(static_cast<size_t>(state)); }

RegistrationAgent::RegistrationAgent(const ResourceStore& store, RegistrationConfig config)
    : config_(std::move(config)), queue_(store) {
  queue_.restart();
}

void RegistrationAgent::set_registries(std::vector<ApiEndpoint> endpoints, Instant now) {
  const bool was_empty = choice_.endpoints().empty();
  choice_.set(std::move(endpoints));
  if (was_empty && !choice_.endpoints().empty()) settled_at_ = now + config_.settling;
}

void RegistrationAgent::set_heartbeat_interval(Duration interval) { heartbeat_interval_ = interval; }

void RegistrationAgent::enter(RegistrationState state) {
  status_.state = state;
  const bool in_use = state != RegistrationState::kSearching && state != RegistrationState::kBackingOff;
  status_.registry = in_use ? registry_.url : std::string{};
}

std::optional<HttpRequest> RegistrationAgent::next(Instant now) {
  take_changes();
  if (status_.state == RegistrationState::kSearching || status_.state == RegistrationState::kBackingOff) {
    look_for_registry(now);
  }
  switch (status_.state) {
    case RegistrationState::kJoining: return ask(Asked::kHeartbeat, now);
    case RegistrationState::kRegistering: return ask(Asked::kNode, now);
    case RegistrationState::kClearing: return ask(Asked::kClear, now);
    case RegistrationState::kRegistered:
      if (now >= heartbeat_from_ + heartbeat_interval_) return ask(Asked::kHeartbeat, now);
      return ask(Asked::kResource, now);
    default: return std::nullopt;
  }
}

Instant RegistrationAgent::due() const {
  switch (status_.state) {
    case RegistrationState::kSearching: {
      const bool is_ready = !choice_.endpoints().empty() && !node_id_.empty();
      return is_ready ? settled_at_ : Instant::max();
    }
    case RegistrationState::kBackingOff: return choice_.retry_at();
    default: return heartbeat_from_ + heartbeat_interval_;
  }
}

void RegistrationAgent::take_changes() {
  queue_.refresh();
  status_.pending = queue_.size();
  if (queue_.empty()) return;
  const Resource& first = queue_.front().resource;
  if (first.type != ResourceType::kNode || first.data.is_null() || first.id == node_id_) return;
  node_id_ = first.id;
  is_known_ = false;
  if (status_.state == RegistrationState::kRegistered || status_.state == RegistrationState::kJoining) register_anew();
}

void RegistrationAgent::look_for_registry(Instant now) {
  if (node_id_.empty() || now < settled_at_) return;
  const auto chosen = choice_.select(now);
  if (!chosen) {
    enter(choice_.endpoints().empty() ? RegistrationState::kSearching : RegistrationState::kBackingOff);
    return;
  }
  registry_ = *chosen;
  is_cleared_ = false;
  enter(is_known_ ? RegistrationState::kJoining : RegistrationState::kRegistering);
}

std::optional<HttpRequest> RegistrationAgent::ask(Asked asked, Instant now) {
  std::optional<HttpRequest> request;
  if (asked == Asked::kNode && (queue_.empty() || queue_.front().resource.type != ResourceType::kNode)) {
    // The node is not in the store any more.
    node_id_.clear();
    enter(RegistrationState::kSearching);
    return request;
  }
  switch (asked) {
    case Asked::kHeartbeat: request = heartbeat_request(); break;
    case Asked::kClear: request = clear_request(); break;
    default:
      while (!request && !queue_.empty()) {
        told_ = queue_.front();
        request = update_request(told_);
        if (!request) queue_.done(told_);
      }
  }
  asked_ = request ? asked : Asked::kNothing;
  asked_at_ = now;
  return request;
}

HttpRequest RegistrationAgent::heartbeat_request() const {
  HttpRequest request{.method = "POST", .url = fmt::format("{}/health/nodes/{}", registry_.url, node_id_), .body = {}};
  request.limit = std::min(kLongestHeartbeat, std::max<Duration>(heartbeat_interval_ * 4 / 5, std::chrono::seconds{1}));
  return request;
}

HttpRequest RegistrationAgent::clear_request() const {
  return {.method = "DELETE", .url = clear_url_, .body = {}, .limit = kUpdateLimit};
}

std::string RegistrationAgent::url_of(const Resource& resource) const {
  return fmt::format("{}/resource/{}/{}", registry_.url, plural_of(resource.type), resource.id);
}

std::optional<HttpRequest> RegistrationAgent::update_request(const ResourceChange& change) const {
  const Resource& resource = change.resource;
  if (resource.data.is_null())
    return HttpRequest{.method = "DELETE", .url = url_of(resource), .body = {}, .limit = kUpdateLimit};
  nlohmann::json body{{"type", name_of(resource.type)}, {"data", resource.data}};
  if (config_.downgrade && registry_.version != config_.versions.front()) {
    auto data = config_.downgrade(resource);
    if (!data) return std::nullopt;
    body["data"] = std::move(*data);
  }
  // Texts of neighbours (LLDP) need not be UTF-8.
  std::string text = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return HttpRequest{
      .method = "POST", .url = registry_.url + "/resource", .body = std::move(text), .limit = kUpdateLimit};
}

void RegistrationAgent::answered(Instant now, const HttpResult& result) {
  const Asked asked = std::exchange(asked_, Asked::kNothing);
  if (!result) return leave(now, result.error().message);
  if (is_failure(result->status)) return leave(now, fmt::format("{} answers {}", registry_.url, words_of(*result)));
  switch (asked) {
    case Asked::kHeartbeat: on_heartbeat(now, *result); break;
    case Asked::kNode: on_node(now, *result); break;
    // Whatever it says: what there was is gone, or the next POST tells.
    case Asked::kClear: enter(RegistrationState::kRegistering); break;
    case Asked::kResource: on_resource(*result); break;
    case Asked::kNothing: break;
  }
  status_.pending = queue_.size();
}

void RegistrationAgent::on_heartbeat(Instant now, const HttpResponse& response) {
  heartbeat_from_ = asked_at_;
  if (response.status == 409) return on_conflict(now, response);
  if (response.status >= 400) {
    if (response.status == 404) return register_anew();
    return leave(now, fmt::format("{} refuses heartbeats: {}", registry_.url, words_of(response)));
  }
  ++status_.heartbeats;
  status_.last_heartbeat = now;
  if (status_.state == RegistrationState::kJoining) joined();
  // One that answers heartbeats but fails on updates is not a good one yet.
  if (queue_.empty()) choice_.succeed(registry_);
}

void RegistrationAgent::register_anew() {
  log_info(kLog, "the registry does not know this node: registering", {{"registry", registry_.url}});
  is_known_ = false;
  is_cleared_ = false;
  queue_.restart();
  enter(RegistrationState::kRegistering);
}

void RegistrationAgent::on_node(Instant now, const HttpResponse& response) {
  if (response.status == 409) return on_conflict(now, response);
  if (response.status >= 400) {
    refused(told_, response);
    return leave(now, fmt::format("{} refuses this node: {}", registry_.url, words_of(response)));
  }
  // It holds resources from before a restart, of which nobody knows how they fit with today's.
  if (response.status == 200 && !is_cleared_) return clear(registry_.version);
  heartbeat_from_ = asked_at_;
  ++status_.registrations;
  is_known_ = true;
  queue_.done(told_);
  choice_.succeed(registry_);
  joined();
}

void RegistrationAgent::joined() {
  enter(RegistrationState::kRegistered);
  log_info(kLog, "registered", {{"registry", registry_.url}});
}

void RegistrationAgent::clear(std::string_view version) {
  const std::string base = registry_.url.substr(0, registry_.url.size() - registry_.version.size());
  clear_url_ = fmt::format("{}{}/resource/nodes/{}", base, version, node_id_);
  is_cleared_ = true;
  is_known_ = false;
  queue_.restart();
  enter(RegistrationState::kClearing);
}

/// Known there, but by another version of the API.
void RegistrationAgent::on_conflict(Instant now, const HttpResponse& response) {
  std::string_view version = version_in(response.header("Location"));
  if (std::ranges::find(config_.versions, version) == config_.versions.end()) {
    const bool is_newest = registry_.version == config_.versions.front();
    version = is_newest ? config_.versions.back() : config_.versions.front();
  }
  if (is_cleared_)
    return leave(now, fmt::format("{} keeps this node by another version: {}", registry_.url, words_of(response)));
  clear(version);
}

void RegistrationAgent::on_resource(const HttpResponse& response) {
  const bool gone_already = told_.resource.data.is_null() && response.status == 404;
  if (response.status >= 400 && !gone_already) {
    refused(told_, response);
  } else {
    ++status_.updates;
    choice_.succeed(registry_);
  }
  // A node that had to be created again has lost everything below it.
  if (told_.resource.type == ResourceType::kNode && response.status == 201) queue_.restart();
  // What was refused once is refused again; the resource's next change is told.
  queue_.done(told_);
}

void RegistrationAgent::refused(const ResourceChange& change, const HttpResponse& response) {
  ++status_.refused;
  status_.last_error = fmt::format("{} refuses {} {}: {}", registry_.url, name_of(change.resource.type),
                                   change.resource.id, words_of(response));
  log_warning(kLog, "the registry refuses a resource; it is left out until it changes",
              {{"reason", status_.last_error}});
}

void RegistrationAgent::leave(Instant now, const std::string& reason) {
  ++status_.failures;
  status_.last_error = reason;
  if (choice_.fail(registry_, reason, now)) {
    log_warning(kLog, "the registry fails; trying the next one", {{"registry", registry_.url}, {"reason", reason}});
  }
  enter(choice_.is_backing_off(now) ? RegistrationState::kBackingOff : RegistrationState::kSearching);
}

std::optional<HttpRequest> RegistrationAgent::farewell() {
  if (!is_known_ || status_.state != RegistrationState::kRegistered) return std::nullopt;
  const Resource node{ResourceType::kNode, node_id_, nullptr};
  HttpRequest request{.method = "DELETE", .url = url_of(node), .body = {}};
  request.connect_limit = kFarewellLimit;
  request.limit = kFarewellLimit;
  return request;
}

}  // namespace cw::nmos
