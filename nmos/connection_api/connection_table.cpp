#include "nmos/connection_api/connection_table.h"

#include <algorithm>

#include "gateway/core/log.h"

namespace cw::nmos {
namespace {

template <typename Descriptions>
std::map<std::string, Connection> connections_of(const Descriptions& descriptions, const Identifiers& ids) {
  std::map<std::string, Connection> result;
  for (const auto& description : descriptions) {
    Connection connection = connection_of(description, ids);
    std::string id = connection.id;
    result.emplace(std::move(id), std::move(connection));
  }
  return result;
}

/// Puts `fresh` in place of `old`, but for the state of those that go on.
void replace(std::map<std::string, Connection>& old, std::map<std::string, Connection> fresh) {
  for (auto& [id, connection] : fresh) {
    const auto found = old.find(id);
    if (found == old.end() || !may_continue(found->second, connection)) continue;
    found->second.configured = std::move(connection.configured);
    connection = std::move(found->second);
  }
  old = std::move(fresh);
}

std::optional<TaiTime> earlier(std::optional<TaiTime> a, std::optional<TaiTime> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

ConnectionTable::Described ConnectionTable::read(const NodeDescription& description) const {
  return {.senders = connections_of(description.senders, core_.ids),
          .receivers = connections_of(description.receivers, core_.ids)};
}

void ConnectionTable::describe(Described described) {
  replace(senders_, std::move(described.senders));
  replace(receivers_, std::move(described.receivers));
}

std::optional<Subscription> ConnectionTable::subscription(const std::string& id) const {
  for (const Table* table : {&senders_, &receivers_}) {
    if (const auto found = table->find(id); found != table->end()) return subscription_of(found->second);
  }
  return std::nullopt;
}

std::optional<Connection> ConnectionTable::find(ResourceType type, const std::string& id) const {
  const std::scoped_lock lock(core_.state);
  const auto found = table(type).find(id);
  return found == table(type).end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> ConnectionTable::ids(ResourceType type) const {
  const std::scoped_lock lock(core_.state);
  std::vector<std::string> result;
  for (const auto& [id, connection] : table(type)) result.push_back(id);
  return result;
}

bool ConnectionTable::stage(const Connection& connection) {
  const std::scoped_lock lock(core_.state);
  const auto found = table(connection.type).find(connection.id);
  if (found == table(connection.type).end() || !may_continue(found->second, connection)) return false;
  found->second.staged = connection.staged;
  found->second.scheduled = connection.scheduled;
  found->second.due = connection.due;
  return true;
}

std::vector<Expected<TaiTime>> ConnectionTable::activate(ResourceType type, std::span<const std::string> ids,
                                                         const ActivationRequest& request) {
  std::vector<Attempt> attempts;
  for (const std::string& id : ids) {
    auto connection = find(type, id);
    if (!connection) continue;
    Settings settings = resolved(*connection);
    attempts.push_back({std::move(*connection), request, std::move(settings), {}});
  }
  const TaiTime at = run(type, attempts);
  std::vector<Expected<TaiTime>> results;
  for (const std::string& id : ids) {
    const auto found =
        std::ranges::find_if(attempts, [&](const Attempt& attempt) { return attempt.connection.id == id; });
    if (found == attempts.end()) {
      results.emplace_back(input_error("it has gone meanwhile"));
    } else {
      results.push_back(found->result ? Expected<TaiTime>(at) : std::unexpected(found->result.error()));
    }
  }
  return results;
}

TaiTime ConnectionTable::run(ResourceType type, std::span<Attempt> attempts) {
  if (!attempts.empty()) call_equipment(type, attempts);
  const TaiTime now = core_.equipment.now();
  for (const Attempt& attempt : attempts) commit(attempt, now);
  return now;
}

void ConnectionTable::call_equipment(ResourceType type, std::span<Attempt> attempts) {
  const auto ask = [&](auto make) {
    std::vector<decltype(make(std::string{}, Settings{}))> activations;
    for (const Attempt& attempt : attempts) activations.push_back(make(attempt.connection.name, attempt.settings));
    return core_.equipment.activate(std::span<const typename decltype(activations)::value_type>(activations));
  };
  auto results = type == ResourceType::kSender ? ask(sender_activation) : ask(receiver_activation);
  for (size_t i = 0; i < attempts.size(); ++i) {
    attempts[i].result = i < results.size() ? std::move(results[i]) : host_error("the gateway gave no result");
  }
}

void ConnectionTable::commit(const Attempt& attempt, TaiTime now) {
  const std::string& id = attempt.connection.id;
  const std::scoped_lock lock(core_.state);
  const auto found = table(attempt.connection.type).find(id);
  if (found == table(attempt.connection.type).end()) return;
  Connection& connection = found->second;
  connection.due.reset();
  if (!attempt.result) {
    log_error("nmos", "an activation failed", {{"name", connection.name}, {"reason", attempt.result.error().message}});
    return;
  }
  connection.active = attempt.settings;
  connection.last_activation = activation_json(attempt.request, now);
  const Subscription subscription = subscription_of(connection);
  core_.store.update(
      connection.type, id, now, [&](nlohmann::json& data) { show_subscription(data, connection.type, subscription); },
      Raise::kAlways);
}

std::optional<TaiTime> ConnectionTable::take_due(ResourceType type, TaiTime now, std::vector<Attempt>& attempts) {
  const std::scoped_lock lock(core_.state);
  std::optional<TaiTime> next;
  for (const auto& [id, connection] : table(type)) {
    if (connection.due && *connection.due <= now) {
      attempts.push_back({connection, connection.scheduled, resolved(connection), {}});
    } else {
      next = earlier(next, connection.due);
    }
  }
  return next;
}

std::optional<TaiTime> ConnectionTable::activate_due(TaiTime now) {
  std::optional<TaiTime> next;
  for (const ResourceType type : {ResourceType::kSender, ResourceType::kReceiver}) {
    std::vector<Attempt> attempts;
    next = earlier(next, take_due(type, now, attempts));
    run(type, attempts);
  }
  return next;
}

}  // namespace cw::nmos
