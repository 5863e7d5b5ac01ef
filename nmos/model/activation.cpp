#include "nmos/model/activation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "nmos/model/resource_store.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, ActivationMode>, 3> kModes{
    {{"activate_immediate", ActivationMode::kImmediate},
     {"activate_scheduled_absolute", ActivationMode::kAbsolute},
     {"activate_scheduled_relative", ActivationMode::kRelative}}};

std::optional<ActivationMode> read_mode(const json& value) {
  if (value.is_null()) return ActivationMode::kNone;
  if (!value.is_string()) return std::nullopt;
  const auto found =
      std::ranges::find(kModes, value.get_ref<const std::string&>(), [](const auto& mode) { return mode.first; });
  return found == kModes.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int64_t> whole_number(std::string_view digits) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool good = error == std::errc{} && end == digits.data() + digits.size() && !digits.starts_with('-');
  return good ? std::optional(value) : std::nullopt;
}

/// "1439299836:10"; nullopt also for what 64 bits of nanoseconds do not hold.
std::optional<Duration> read_time(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto seconds = whole_number(text.substr(0, colon));
  const auto rest = whole_number(text.substr(colon + 1));
  if (!seconds || !rest) return std::nullopt;
  const Int128 total = Int128{*seconds} * kNsPerSecond + *rest;
  if (total > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return Duration{static_cast<int64_t>(total)};
}

Expected<void> read_requested_time(const json& value, ActivationRequest& request) {
  constexpr auto* kAllowed =
      "activation.requested_time: has to be \"<seconds>:<nanoseconds>\" of TAI, before the year 2262";
  if (!value.is_null() && !value.is_string()) return input_error(kAllowed);
  if (value.is_string()) {
    const auto time = read_time(value.get_ref<const std::string&>());
    if (!time) return input_error(kAllowed);
    request.requested = *time;
    if (request.is_scheduled()) request.requested_time = value.get<std::string>();
  }
  if (request.is_scheduled() && request.requested_time.empty()) {
    return input_error("activation.requested_time: is missing; a scheduled activation needs one");
  }
  return {};
}

}  // namespace

Expected<ActivationRequest> read_activation(const json& body) {
  if (!body.is_object()) return input_error("activation: has to be an object");
  for (const auto& [key, value] : body.items()) {
    if (key != "mode" && key != "requested_time") return input_error(fmt::format("activation.{}: is not known", key));
  }
  if (!body.contains("mode")) return input_error("activation.mode: is missing");
  const auto mode = read_mode(body["mode"]);
  if (!mode) {
    return input_error(
        "activation.mode: has to be null, \"activate_immediate\", \"activate_scheduled_absolute\" or "
        "\"activate_scheduled_relative\"");
  }
  ActivationRequest request{.mode = *mode, .requested_time = {}, .requested = {}};
  if (auto time = read_requested_time(body.value("requested_time", json()), request); !time) {
    return std::unexpected(time.error());
  }
  return request;
}

Expected<TaiTime> due_time(const ActivationRequest& request, TaiTime now) {
  const bool relative = request.mode == ActivationMode::kRelative;
  const Duration wait = relative ? request.requested : TaiTime::from_ns(request.requested.count()) - now;
  if (wait > kLongestWait) {
    return input_error(
        fmt::format("activation.requested_time: is {} s ahead; activations are scheduled up to {} s ahead",
                    wait.count() / kNsPerSecond, std::chrono::seconds(kLongestWait).count()));
  }
  return now + std::max(wait, Duration::zero());
}

json activation_json(const ActivationRequest& request, std::optional<TaiTime> activation_time) {
  json result = no_activation_json();
  for (const auto& [name, mode] : kModes) {
    if (mode == request.mode) result["mode"] = name;
  }
  if (request.is_scheduled()) result["requested_time"] = request.requested_time;
  if (activation_time) result["activation_time"] = version_text(*activation_time);
  return result;
}

json no_activation_json() { return {{"mode", nullptr}, {"requested_time", nullptr}, {"activation_time", nullptr}}; }

}  // namespace cw::nmos
