#include "nmos/registration/peer_advert.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cw::nmos {
namespace {

constexpr std::array<std::string_view, kResourceTypes> kCounterKeys{"ver_slf", "ver_dvc", "ver_src",
                                                                    "ver_flw", "ver_snd", "ver_rcv"};
constexpr size_t kMaxNameOctets = 63;

bool speaks_before_v1_3(const std::vector<std::string_view>& versions) {
  return std::ranges::any_of(versions, [](std::string_view version) { return version < "v1.3"; });
}

/// Not in the middle of a character of UTF-8.
std::string cut(std::string name) {
  size_t size = std::min(name.size(), kMaxNameOctets);
  while (size < name.size() && size > 0 && (static_cast<unsigned char>(name[size]) & 0xC0U) == 0x80U) --size;
  name.resize(size);
  return name;
}

}  // namespace

PeerAdvert::PeerAdvert(const ResourceStore& store, PeerConfig config)
    : store_(store), config_(std::move(config)), sequence_(store.sequence()) {
  config_.name = cut(std::move(config_.name));
}

void PeerAdvert::follow(RegistrationState state, Instant now) {
  if (state == RegistrationState::kRegistered) mode_ = Mode::kRegistered;
  const bool is_lost = state == RegistrationState::kSearching || state == RegistrationState::kBackingOff;
  if (!is_lost) {
    // Between two registries nothing changes.
    is_waiting_ = false;
    alone_at_ = Instant::max();
    return;
  }
  if (!std::exchange(is_waiting_, true) && mode_ != Mode::kAlone) alone_at_ = now + config_.patience;
  if (now < alone_at_) return;
  mode_ = Mode::kAlone;
  alone_at_ = Instant::max();
}

void PeerAdvert::count_changes() {
  if (store_.sequence() == sequence_) return;
  std::array<bool, kResourceTypes> changed{};
  for (const ResourceChange& change : store_.changes_since(sequence_))
    changed.at(static_cast<size_t>(change.resource.type)) = true;
  for (size_t type = 0; type < kResourceTypes; ++type)
    counters_[type] = static_cast<uint8_t>(counters_[type] + (changed[type] ? 1 : 0));
}

std::optional<NodeAdvert> PeerAdvert::step(RegistrationState state, Instant now) {
  follow(state, now);
  count_changes();
  const bool is_shown = mode_ == Mode::kAlone || (mode_ == Mode::kRegistered && speaks_before_v1_3(config_.versions));
  if (!is_shown) return std::nullopt;
  NodeAdvert advert{.name = config_.name, .port = config_.port, .txt = {}};
  advert.txt = {
      {"api_proto", "http"}, {"api_auth", "false"}, {"api_ver", fmt::format("{}", fmt::join(config_.versions, ","))}};
  if (mode_ == Mode::kRegistered) return advert;
  for (size_t type = 0; type < kResourceTypes; ++type)
    advert.txt.emplace(kCounterKeys[type], std::to_string(counters_[type]));
  return advert;
}

}  // namespace cw::nmos
