#include "tests/support/schemas.h"

#include <cstdlib>

#include "tests/support/captures.h"

namespace cw::test {

std::optional<std::filesystem::path> schemas_folder() {
  const char* named = std::getenv("CAUSEWAY_SCHEMAS");
  const auto folder = named != nullptr ? std::filesystem::path{named} : repository_root() / "../shared/schemas";
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return std::nullopt;
  return folder.lexically_normal();
}

}  // namespace cw::test
