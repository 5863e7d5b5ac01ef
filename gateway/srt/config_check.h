// What an SRT config must fulfil before libsrt sees it, so that the user reads what is allowed and not an error code.
#pragma once

#include "gateway/core/error.h"
#include "gateway/srt/srt_config.h"

namespace cw::srt {

/// kInput with the first fault. Pure.
[[nodiscard]] Expected<void> check_config(const SrtConfig& config);

}  // namespace cw::srt
