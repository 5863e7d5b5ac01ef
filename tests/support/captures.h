// Where tests find the shared capture files and the files of this repository.
//
//   TEST(AncReceiver, ReadsAField) {
//     CW_REQUIRE_CAPTURE(path, "2110-40_5994i.pcap");   // skips with a message where the folder is absent
//     ...
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include <gtest/gtest.h>

namespace cw::test {

/// The folder named by the environment variable CAUSEWAY_CAPTURES, else `../shared/captures` beside the repository.
/// Nothing when it does not exist.
[[nodiscard]] std::optional<std::filesystem::path> captures_folder();

/// One file of that folder; nothing when the folder or the file does not exist.
[[nodiscard]] std::optional<std::filesystem::path> find_capture(std::string_view file_name);

/// The root of this repository, for tests that read files kept in it such as config/demo.json.
[[nodiscard]] std::filesystem::path repository_root();

}  // namespace cw::test

/// Declares `const std::filesystem::path variable`, or skips the test and says which file is missing.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define CW_REQUIRE_CAPTURE(variable, file_name)                                                     \
  const auto variable##_found = ::cw::test::find_capture(file_name);                                \
  if (!variable##_found) GTEST_SKIP() << "no capture " << (file_name) << "; set CAUSEWAY_CAPTURES"; \
  const std::filesystem::path variable = *variable##_found
// NOLINTEND(bugprone-macro-parentheses)
