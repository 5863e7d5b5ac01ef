#include "config/loader.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "config/conversion.h"
#include "config/cross_checks.h"
#include "config/fault_list.h"
#include "config/json_text.h"
#include "config/schema_check.h"

namespace cw::config {
namespace {

const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

}  // namespace

LoadResult load_config(std::string_view text, const std::filesystem::path& base_dir) {
  const auto document = parse_json(text);
  if (!document) return std::unexpected(document.error());
  FaultList faults;
  for (ConfigFault& fault : check_schema(*document)) faults.add(std::move(fault.pointer), std::move(fault.message));
  if (!document->is_object()) return std::unexpected(faults.take());
  faults.begin_step();
  Config config = convert(JsonNode(*document, "", faults), base_dir);
  faults.begin_step();
  check_across(config, cores_of_this_process(), faults);
  if (!faults.empty()) return std::unexpected(faults.take());
  return config;
}

LoadResult load_config_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) {
    return std::unexpected(std::vector<ConfigFault>{
        {"", fmt::format("cannot read {}; allowed is a file that this user may read", file.string())}});
  }
  return load_config(text, file.parent_path());
}

std::string to_text(const std::vector<ConfigFault>& faults) {
  std::string text;
  for (const ConfigFault& fault : faults)
    text += (fault.pointer.empty() ? "/" : fault.pointer) + ": " + fault.message + '\n';
  return text;
}

std::filesystem::path default_state_directory() {
  if (const char* folder = environment("STATE_DIRECTORY")) return folder;
  if (const char* folder = environment("XDG_STATE_HOME")) return std::filesystem::path(folder) / "causeway";
  if (const char* folder = environment("HOME")) return std::filesystem::path(folder) / ".local/state/causeway";
  return "/var/lib/causeway";
}

}  // namespace cw::config
