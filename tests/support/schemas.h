// Where tests find the published NMOS schemas, which are not part of this repository.
//
//   TEST(NodeApi, FollowsTheSchemas) {
//     CW_REQUIRE_SCHEMAS(folder);   // skips with a message where the folder is absent
//     ... folder / "is-04/APIs/schemas/node.json" ...
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

namespace cw::test {

/// The folder named by the environment variable CAUSEWAY_SCHEMAS, else `../shared/schemas` beside the repository. Nothing when it does
/// not exist.
[[nodiscard]] std::optional<std::filesystem::path> schemas_folder();

}  // namespace cw::test

/// Declares `const std::filesystem::path variable`, or skips the test.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define CW_REQUIRE_SCHEMAS(variable)                                              \
  const auto variable##_found = ::cw::test::schemas_folder();                     \
  if (!variable##_found) GTEST_SKIP() << "no NMOS schemas; set CAUSEWAY_SCHEMAS"; \
  const std::filesystem::path variable = *variable##_found
// NOLINTEND(bugprone-macro-parentheses)
