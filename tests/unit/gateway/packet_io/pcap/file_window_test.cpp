#include "gateway/packet_io/pcap/file_window.h"

#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>

#include <unistd.h>

#include <gtest/gtest.h>

namespace cw::packet_io {
namespace {

class FileWindowTest : public testing::Test {
 public:
  FileWindowTest()
      : path(std::filesystem::path(testing::TempDir()) / ("causeway_file_window_" + std::to_string(::getpid()))),
        octets(700'000) {
    for (size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<uint8_t>(i * 7 + i / 256);
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(octets.data()), std::ssize(octets));
  }
  ~FileWindowTest() override { std::filesystem::remove(path); }

  std::filesystem::path path;
  std::vector<uint8_t> octets;
};

TEST_F(FileWindowTest, GivesTheWholeFileInStepsOfAnySize) {
  auto sut = FileWindow::open(path);
  ASSERT_TRUE(sut);
  size_t at = 0;
  for (size_t step = 1; at < octets.size(); step = step * 3 % 300'007 + 1) {
    const Bytes view = sut->peek(step);
    ASSERT_EQ(view.size(), std::min(step, octets.size() - at));
    ASSERT_TRUE(std::equal(view.begin(), view.end(), octets.begin() + static_cast<std::ptrdiff_t>(at)));
    sut->consume(view.size());
    at += view.size();
    ASSERT_EQ(sut->position(), at);
  }
  EXPECT_TRUE(sut->peek(1).empty());
}

TEST_F(FileWindowTest, ConsumesWhatWasNeverSeen) {
  auto sut = FileWindow::open(path);
  sut->consume(600'001);
  EXPECT_EQ(sut->peek(1)[0], octets[600'001]);
  sut->consume(SIZE_MAX);
  EXPECT_EQ(sut->position(), octets.size());
}

TEST_F(FileWindowTest, ViewsHoldUntilTheNextPeek) {
  auto sut = FileWindow::open(path);
  const Bytes view = sut->peek(100);
  sut->consume(100);
  EXPECT_TRUE(std::equal(view.begin(), view.end(), octets.begin()));
}

TEST_F(FileWindowTest, AFileThatShrinksIsJustShort) {
  auto sut = FileWindow::open(path);
  (void)sut->peek(10);
  std::filesystem::resize_file(path, 100);
  sut->consume(300'000);
  EXPECT_LT(sut->peek(400'000).size(), 400'000U);
}

TEST_F(FileWindowTest, WorksOverMemory) {
  auto sut = FileWindow::over(Bytes(octets).first(10));
  EXPECT_EQ(sut.peek(4).size(), 4U);
  sut.consume(8);
  EXPECT_EQ(sut.peek(4).size(), 2U);
}

}  // namespace
}  // namespace cw::packet_io
