// When something staged takes effect: the "activation" object that IS-05 and IS-08 share (Behaviour - Scheduled Activations; Timestamps).
// Times are TAI as "<seconds>:<nanoseconds>". Private to nmos.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "gateway/core/error.h"
#include "gateway/core/tai_time.h"

namespace cw::nmos {

enum class ActivationMode : uint8_t { kNone, kImmediate, kAbsolute, kRelative };

/// As a client asks for it.
struct ActivationRequest {
  ActivationMode mode = ActivationMode::kNone;  ///< kNone: "mode": null, which takes a scheduled one back
  std::string requested_time;                   ///< as sent; scheduled modes only
  Duration requested{};                         ///< the same as a duration, or since the epoch of TAI
  [[nodiscard]] bool is_scheduled() const {
    return mode == ActivationMode::kAbsolute || mode == ActivationMode::kRelative;
  }
};

/// Further ahead a mistake is more likely than a plan, and what is scheduled is lost with a restart.
inline constexpr std::chrono::hours kLongestWait{7 * 24};

/// By the schema: "mode" and "requested_time", nothing else.
[[nodiscard]] Expected<ActivationRequest> read_activation(const nlohmann::json& body);
/// When a scheduled activation is due. A time that has passed is due now: the clock is not before it (IS-05 activation schema).
[[nodiscard]] Expected<TaiTime> due_time(const ActivationRequest& request, TaiTime now);

/// As the APIs show it; all null when nothing is under way.
[[nodiscard]] nlohmann::json activation_json(const ActivationRequest& request, std::optional<TaiTime> activation_time);
[[nodiscard]] nlohmann::json no_activation_json();

}  // namespace cw::nmos
