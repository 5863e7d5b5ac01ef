// JSON text to Config: comments, JSON Schema, then what a schema cannot say (references, clashes, arithmetic). Reports every fault
// at once, in words that say what is wrong and what is allowed.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace cw::config {

/// Prints as `pointer: message`; the pointer is RFC 6901 (empty for the whole document).
struct ConfigFault {
  std::string pointer;
  std::string message;
  bool operator==(const ConfigFault&) const = default;
};

using LoadResult = std::expected<Config, std::vector<ConfigFault>>;

/// Any text is safe. `base_dir`: folder of the config file; relative paths in it start there (an HLS directory starts at
/// state_directory). Looks at the file system only to see whether named files exist, at the environment for the default state folder.
[[nodiscard]] LoadResult load_config(std::string_view text, const std::filesystem::path& base_dir);

/// As above for a file; a file that cannot be read is one fault with an empty pointer.
[[nodiscard]] LoadResult load_config_file(const std::filesystem::path& file);

/// One line per fault: "/web/port: ...".
[[nodiscard]] std::string to_text(const std::vector<ConfigFault>& faults);

/// The published JSON Schema, as built into the binary.
[[nodiscard]] std::string_view schema_text();

/// $STATE_DIRECTORY (systemd), else $XDG_STATE_HOME/causeway, else ~/.local/state/causeway, else /var/lib/causeway.
[[nodiscard]] std::filesystem::path default_state_directory();

}  // namespace cw::config
