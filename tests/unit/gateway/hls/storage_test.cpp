#include "gateway/hls/storage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/core/log.h"
#include "tests/unit/gateway/hls/memory_store.h"

namespace cw::hls {
namespace {

using testing::ElementsAre;

// Levels of the lines logged so far.
std::vector<LogLevel>& logged() {
  static std::vector<LogLevel> levels;
  return levels;
}

class StorageTest : public testing::Test {
 protected:
  StorageTest() {
    logged().clear();
    set_log_sink([](LogLevel level, std::string_view, std::string_view, std::initializer_list<LogField>) {
      logged().push_back(level);
    });
  }
  ~StorageTest() override { set_log_sink(nullptr); }

  std::shared_ptr<test::MemoryStore::Disk> disk_ = std::make_shared<test::MemoryStore::Disk>();
  Storage sut_{std::make_unique<test::MemoryStore>(disk_), "demo"};
};

TEST_F(StorageTest, LogsTheChangeOfStateOnceEachWay) {
  EXPECT_TRUE(sut_.write("/a", "text"));
  disk_->failure = std::make_error_code(std::errc::no_space_on_device);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(sut_.write("/b", "text"));
  EXPECT_TRUE(sut_.failing());
  EXPECT_THAT(logged(), ElementsAre(LogLevel::kError));
  disk_->failure = {};
  EXPECT_TRUE(sut_.write("/b", "text"));
  EXPECT_TRUE(sut_.write("/c", "text"));
  EXPECT_FALSE(sut_.failing());
  EXPECT_THAT(logged(), ElementsAre(LogLevel::kError, LogLevel::kInfo));
  EXPECT_EQ(sut_.errors(), 5U);
  EXPECT_EQ(disk_->text("/b"), "text");
}

}  // namespace
}  // namespace cw::hls
