#include "tests/support/captures.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace cw::test {
namespace {

class Captures : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path{::testing::TempDir()} / ("causeway_captures_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    std::ofstream{folder_ / "a.pcap"} << "octets";
    if (const char* named = std::getenv("CAUSEWAY_CAPTURES")) before_ = named;
    setenv("CAUSEWAY_CAPTURES", folder_.c_str(), 1);
  }
  void TearDown() override {
    std::filesystem::remove_all(folder_);
    if (before_.empty()) {
      unsetenv("CAUSEWAY_CAPTURES");
    } else {
      setenv("CAUSEWAY_CAPTURES", before_.c_str(), 1);
    }
  }

  std::filesystem::path folder_;
  std::string before_;
};

TEST_F(Captures, AreFoundInTheFolderThatTheEnvironmentNames) {
  EXPECT_EQ(captures_folder(), folder_);
  EXPECT_EQ(find_capture("a.pcap"), folder_ / "a.pcap");
  EXPECT_EQ(find_capture("b.pcap"), std::nullopt);
}

TEST_F(Captures, AreAbsentWithoutTheFolder) {
  setenv("CAUSEWAY_CAPTURES", (folder_ / "nowhere").c_str(), 1);
  EXPECT_EQ(captures_folder(), std::nullopt);
  EXPECT_EQ(find_capture("a.pcap"), std::nullopt);
}

TEST(RepositoryRoot, HoldsTheBuildDescription) {
  EXPECT_TRUE(std::filesystem::exists(repository_root() / "CMakePresets.json"));
}

}  // namespace
}  // namespace cw::test
