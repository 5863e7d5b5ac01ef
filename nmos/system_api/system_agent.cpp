#include "nmos/system_api/system_agent.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "gateway/core/log.h"

namespace cw::nmos {
namespace {

/// How long a configuration is good for when its server does not say, and the bounds of what it may say.
constexpr std::chrono::seconds kUsualAge{300};
constexpr std::chrono::seconds kShortestAge{10};
constexpr std::chrono::seconds kLongestAge{3600};

/// "max-age" of Cache-Control (RFC 9111, 5.2.2.1).
std::chrono::seconds age_of(const HttpResponse& response) {
  constexpr std::string_view kKey = "max-age=";
  const std::string_view control = response.header("Cache-Control");
  const size_t at = control.find(kKey);
  if (at == std::string_view::npos) return kUsualAge;
  const std::string_view text = control.substr(at + kKey.size());
  uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{}) return kUsualAge;
  return std::clamp(std::chrono::seconds{seconds}, kShortestAge, kLongestAge);
}

}  // namespace

SystemAgent::SystemAgent(Follow follow, Duration settling) : follow_(std::move(follow)), settling_(settling) {}

void SystemAgent::set_apis(std::vector<ApiEndpoint> endpoints, Instant now) {
  if (endpoints == choice_.endpoints()) return;
  const auto best = [](const std::vector<ApiEndpoint>& list) {
    return list.empty() ? std::string{} : list.front().url;
  };
  const bool has_other_best = best(endpoints) != best(choice_.endpoints());
  choice_.set(std::move(endpoints));
  if (choice_.endpoints().empty()) {
    ask_at_ = Instant::max();
  } else if (has_other_best) {
    // A better one may come to light in the same moment.
    ask_at_ = std::min(ask_at_, now + settling_);
  }
}

Instant SystemAgent::due() const { return choice_.endpoints().empty() ? Instant::max() : ask_at_; }

std::optional<HttpRequest> SystemAgent::next(Instant now) {
  if (now < due()) return std::nullopt;
  const auto chosen = choice_.select(now);
  if (!chosen) {
    ask_at_ = choice_.retry_at();
    return std::nullopt;
  }
  api_ = *chosen;
  return HttpRequest{.method = "GET", .url = api_.url + "/global", .body = {}};
}

Expected<GlobalConfiguration> SystemAgent::read(const HttpResult& result) const {
  if (!result) return std::unexpected(result.error());
  if (result->status != 200) return host_error(fmt::format("{} answers {}", api_.url, result->status));
  return parse_global_configuration(result->body);
}

void SystemAgent::answered(Instant now, const HttpResult& result) {
  auto configuration = read(result);
  if (!configuration) {
    ++status_.failures;
    status_.last_error = configuration.error().message;
    if (choice_.fail(api_, status_.last_error, now)) {
      log_warning("nmos", "the System API fails", {{"api", api_.url}, {"reason", status_.last_error}});
    }
    ask_at_ = std::max(now, choice_.retry_at());
    return;
  }
  choice_.succeed(api_);
  ask_at_ = now + age_of(*result);
  status_.api = api_.url;
  take(std::move(*configuration));
}

void SystemAgent::take(GlobalConfiguration configuration) {
  if (status_.configuration == configuration) return;
  log_info("nmos", "following the System API",
           {{"api", api_.url}, {"system", configuration.id}, {"version", configuration.version}});
  if (configuration.syslog_over_tls_only) {
    log_warning("nmos",
                "the System API names a syslog server for TLS alone: no lines go there; give it \"syslog\" (UDP) too");
  }
  status_.configuration = std::move(configuration);
  follow_(*status_.configuration);
}

}  // namespace cw::nmos
