#include "nmos/discovery/endpoint_choice.h"

#include <algorithm>

namespace cw::nmos {
namespace {

constexpr std::chrono::seconds kFirstPause{1};
/// Below the 12 s after which a registry forgets a node.
constexpr std::chrono::seconds kLongestPause{10};
constexpr std::chrono::seconds kPassedOver{60};

}  // namespace

void EndpointChoice::set(std::vector<ApiEndpoint> endpoints) {
  const auto is_listed = [&](const std::string& url) {
    return std::ranges::find(endpoints, url, &ApiEndpoint::url) != endpoints.end();
  };
  const bool has_new =
      std::ranges::any_of(endpoints, [&](const ApiEndpoint& endpoint) { return !failures_.contains(endpoint.url); });
  std::erase_if(failures_, [&](const auto& failure) { return !is_listed(failure.first); });
  endpoints_ = std::move(endpoints);
  if (has_new) retry_at_ = Instant::min();
}

bool EndpointChoice::has_failed(const ApiEndpoint& endpoint, Instant now) const {
  const auto found = failures_.find(endpoint.url);
  return found != failures_.end() && found->second.counts && now - found->second.at < kPassedOver;
}

std::optional<ApiEndpoint> EndpointChoice::select(Instant now) {
  if (endpoints_.empty() || is_backing_off(now)) return std::nullopt;
  const auto good = [&] {
    return std::ranges::find_if(endpoints_, [&](const ApiEndpoint& endpoint) { return !has_failed(endpoint, now); });
  };
  if (const auto found = good(); found != endpoints_.end()) return *found;
  // Another round, from the first on.
  for (auto& [url, failure] : failures_) failure.counts = false;
  return endpoints_.front();
}

bool EndpointChoice::fail(const ApiEndpoint& endpoint, const std::string& reason, Instant now) {
  // One that is not listed any more may be listed again tomorrow.
  if (std::ranges::find(endpoints_, endpoint.url, &ApiEndpoint::url) == endpoints_.end()) return true;
  const auto known = failures_.find(endpoint.url);
  const bool is_news = known == failures_.end() || known->second.reason != reason;
  failures_.insert_or_assign(endpoint.url, Failure{now, true, reason});
  if (std::ranges::all_of(endpoints_, [&](const ApiEndpoint& each) { return has_failed(each, now); })) {
    pause_ = std::min<Duration>(std::max<Duration>(pause_ * 2, kFirstPause), kLongestPause);
    retry_at_ = now + pause_;
  }
  return is_news;
}

void EndpointChoice::succeed(const ApiEndpoint& endpoint) {
  failures_.erase(endpoint.url);
  pause_ = {};
}

}  // namespace cw::nmos
