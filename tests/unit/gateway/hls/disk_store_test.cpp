#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "gateway/hls/file_store.h"

namespace cw::hls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class DiskStoreTest : public testing::Test {
 protected:
  DiskStoreTest() {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::path(testing::TempDir()) / ("disk_store_" + name + std::to_string(::getpid()));
    EXPECT_FALSE(sut_.make_folder(folder_ / "a"));
  }
  ~DiskStoreTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  DiskStore sut_;
};

TEST_F(DiskStoreTest, WritesReplacesReadsAndRemoves) {
  const std::vector<uint8_t> first(5000, 1);
  const std::vector<uint8_t> second{1, 2, 3};
  EXPECT_FALSE(sut_.write(folder_ / "a" / "x", first));
  EXPECT_EQ(sut_.size_bytes(folder_ / "a" / "x"), 5000U);
  EXPECT_FALSE(sut_.write(folder_ / "a" / "x", second));
  EXPECT_THAT(sut_.list(folder_ / "a"), ElementsAre("x")) << "no partial file is left";
  EXPECT_EQ(sut_.read_start(folder_ / "a" / "x", 100), second);
  EXPECT_THAT(sut_.read_start(folder_ / "a" / "x", 2), ElementsAre(1, 2));
  EXPECT_THAT(sut_.list(folder_), UnorderedElementsAre("a"));
  sut_.remove(folder_ / "a" / "x");
  EXPECT_THAT(sut_.list(folder_ / "a"), IsEmpty());
}

TEST_F(DiskStoreTest, TakesWhatIsNotThereForEmpty) {
  EXPECT_EQ(sut_.size_bytes(folder_ / "none"), 0U);
  EXPECT_THAT(sut_.read_start(folder_ / "none", 10), IsEmpty());
  EXPECT_THAT(sut_.list(folder_ / "none"), IsEmpty());
  sut_.remove(folder_ / "none");
}

TEST_F(DiskStoreTest, LeavesTheOldFileAndNoPartialOneWhenAWriteFails) {
  const std::vector<uint8_t> small(100, 1);
  ASSERT_FALSE(sut_.write(folder_ / "x", small));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{.rlim_cur = 4096, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &tight);
  const std::error_code error = sut_.write(folder_ / "x", std::vector<uint8_t>(100'000, 2));
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(error, std::errc::file_too_large);
  EXPECT_EQ(sut_.read_start(folder_ / "x", 1000), small);
  EXPECT_THAT(sut_.list(folder_), UnorderedElementsAre("a", "x"));
}

TEST_F(DiskStoreTest, SaysWhyAFolderCannotBeMade) {
  ASSERT_FALSE(sut_.write(folder_ / "file", std::vector<uint8_t>{1}));
  EXPECT_TRUE(sut_.make_folder(folder_ / "file" / "below"));
  EXPECT_TRUE(sut_.write(folder_ / "missing" / "x", std::vector<uint8_t>{1}));
}

}  // namespace
}  // namespace cw::hls
