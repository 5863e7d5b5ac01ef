// What a controller changes while the gateway runs (IS-05): the part of gateway.h that moves receivers and senders.
#include <algorithm>
#include <utility>

#include "gateway/app/find_unit.h"
#include "gateway/app/gateway.h"
#include "gateway/app/nmos/receiver_binding.h"
#include "gateway/app/sdp_binding.h"
#include "gateway/core/log.h"

namespace cw::app {
namespace {

/// How often receivers under way are looked after.
constexpr auto kMoveStep = std::chrono::milliseconds(2);

}  // namespace

std::vector<Expected<void>> Gateway::activate(std::span<const nmos::SenderActivation> activations) {
  const std::scoped_lock lock(mutex_);
  std::vector<Expected<void>> results;
  for (const nmos::SenderActivation& activation : activations) {
    SenderUnit* sender = find_unit(senders_, activation.name);
    results.push_back(sender == nullptr ? input_error("no sender " + activation.name) : sender->activate(activation));
  }
  return results;
}

std::vector<Expected<void>> Gateway::activate(std::span<const nmos::ReceiverActivation> activations) {
  const std::scoped_lock lock(mutex_);
  std::vector<Expected<void>> results;
  std::vector<Switchable*> moving;
  for (const nmos::ReceiverActivation& activation : activations) {
    const Expected<bool> moves = move_receiver(activation);
    results.push_back(moves ? Expected<void>{} : std::unexpected(moves.error()));
    if (moves && *moves) moving.push_back(find_unit(receivers_, activation.name));
  }
  if (moving.empty()) return results;
  moves_.add(moving, clock().now());
  if (!moves_thread_.joinable()) {
    moves_thread_ = std::jthread([this](const std::stop_token& stop) { run_moves(stop); });
  }
  moves_begun_.notify_one();
  return results;
}

Expected<bool> Gateway::move_receiver(const nmos::ReceiverActivation& activation) {
  ReceiverUnit* receiver = find_unit(receivers_, activation.name);
  if (receiver == nullptr) return input_error("no receiver " + activation.name);
  auto wanted = receiver_config_of(activation, receiver->wanted(), config_);
  if (!wanted) return std::unexpected(wanted.error());
  return receiver->move_to(*wanted, frames_held_by_channels(*wanted));
}

Expected<void> Gateway::accepts(const std::string& id, const sdp::St2110Media& media) const {
  const std::scoped_lock lock(mutex_);
  const ReceiverUnit* receiver = find_unit(receivers_, id);
  if (receiver == nullptr) return input_error("no receiver " + id);
  config::ReceiverConfig wanted = receiver->wanted();
  return take_format(media.parameters, wanted);
}

void Gateway::follow_ptp(std::optional<uint8_t> domain, std::optional<uint8_t> announce_timeout) {
  if (!clock_->follow_ptp(domain, announce_timeout)) {
    log_info("clock", "the facility names a PTP domain; this gateway's config has no PTP, so it is not used");
  }
}

void Gateway::run_moves(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (moves_.empty()) {
      moves_begun_.wait(lock, stop, [this] { return !moves_.empty(); });
      continue;
    }
    moves_.step(clock().now());
    moves_begun_.wait_for(lock, stop, kMoveStep, [] { return false; });
  }
}

void Gateway::end_moves() {
  moves_thread_.request_stop();
  if (moves_thread_.joinable()) moves_thread_.join();
}

/// A sender that is made anew only because its source changed goes on where the controller has sent it.
void Gateway::keep_activations(const config::Config& wanted, const config::ConfigDiff& change) {
  sender_activations_.clear();
  for (const std::string& id : change.senders.changed) {
    const auto before = std::ranges::find(config_.senders, id, &config::SenderConfig::id);
    const auto after = std::ranges::find(wanted.senders, id, &config::SenderConfig::id);
    const SenderUnit* sender = find_unit(senders_, id);
    if (sender != nullptr && *before == *after) sender_activations_[id] = sender->active();
  }
}

}  // namespace cw::app
