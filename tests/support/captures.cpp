#include "tests/support/captures.h"

#include <cstdlib>

namespace cw::test {

std::filesystem::path repository_root() { return CAUSEWAY_SOURCE_DIR; }

std::optional<std::filesystem::path> captures_folder() {
  const char* named = std::getenv("CAUSEWAY_CAPTURES");
  const auto folder = named != nullptr ? std::filesystem::path{named} : repository_root() / "../shared/captures";
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return std::nullopt;
  return folder.lexically_normal();
}

std::optional<std::filesystem::path> find_capture(std::string_view file_name) {
  const auto folder = captures_folder();
  if (!folder) return std::nullopt;
  auto file = *folder / file_name;
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
  return file;
}

}  // namespace cw::test
