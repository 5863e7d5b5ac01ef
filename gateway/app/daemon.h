// The life of `causeway run`: start, systemd, signals, reload, web, drain.
#pragma once

#include <filesystem>

#include "config/config.h"

namespace cw::app {

/// Returns the process' exit code: 0 after SIGTERM or SIGINT, 1 input at fault, 3 host at fault. Call before any other thread exists.
[[nodiscard]] int run_daemon(const std::filesystem::path& config_file);

/// Loads, validates and resolves a config file; prints every fault as `json/pointer: what is wrong` to standard error.
[[nodiscard]] bool load_and_resolve(const std::filesystem::path& file, config::Config* config);

}  // namespace cw::app
