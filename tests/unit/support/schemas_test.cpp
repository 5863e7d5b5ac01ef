#include "tests/support/schemas.h"

#include <cstdlib>

namespace cw::test {
namespace {

TEST(Schemas, AreFoundInTheFolderThatTheEnvironmentNames) {
  const char* named = std::getenv("CAUSEWAY_SCHEMAS");
  const std::string before = named != nullptr ? named : "";
  setenv("CAUSEWAY_SCHEMAS", "/usr", 1);
  EXPECT_EQ(schemas_folder(), "/usr");
  setenv("CAUSEWAY_SCHEMAS", "/nowhere", 1);
  EXPECT_EQ(schemas_folder(), std::nullopt);
  before.empty() ? unsetenv("CAUSEWAY_SCHEMAS") : setenv("CAUSEWAY_SCHEMAS", before.c_str(), 1);
}

}  // namespace
}  // namespace cw::test
