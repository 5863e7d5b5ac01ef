#include "gateway/web/file_slice.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/gateway/web/test_folder.h"

namespace cw::web {
namespace {

TEST(FileSlice, OpensRegularFilesBelowTheFolder) {
  const test::TestFolder folder;
  folder.write("demo/720p/1.m4s", "segment");
  auto sut = open_below(folder.path(), "demo/720p/1.m4s");
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->size_bytes, 7U);
  FileSlice slice{std::move(sut->descriptor), 3, 4};
  std::array<char, 3> buffer{};
  EXPECT_EQ(slice.read(buffer), 3U);
  EXPECT_EQ(std::string(buffer.data(), 3), "men");
  EXPECT_EQ(slice.read(buffer), 1U);
  EXPECT_EQ(slice.read(buffer), 0U);
}

TEST(FileSlice, OpensNothingElse) {
  const test::TestFolder folder;
  folder.write("a/file", "x");
  std::filesystem::create_symlink("/etc/hostname", folder.path() / "link");
  std::filesystem::create_symlink("/etc", folder.path() / "etc");
  std::filesystem::create_symlink("a/file", folder.path() / "inside");
  ASSERT_EQ(mkfifo((folder.path() / "fifo").c_str(), 0600), 0);
  for (const char* path : {"", "a", "a/", "a/file/", "none", "link", "etc/hostname", "inside", "fifo", "../a/file",
                           "a/../a/file", "a//file", "/etc/hostname", "."}) {
    EXPECT_FALSE(open_below(folder.path(), path)) << path;
  }
  EXPECT_FALSE(open_below(folder.path() / "none", "a"));
}

TEST(FileSlice, TagsContentThatIsReplaced) {
  const test::TestFolder folder;
  folder.write("list", "one");
  const std::string before = open_below(folder.path(), "list")->entity_tag;
  EXPECT_EQ(open_below(folder.path(), "list")->entity_tag, before);
  folder.write("new", "two");
  std::filesystem::rename(folder.path() / "new", folder.path() / "list");
  EXPECT_NE(open_below(folder.path(), "list")->entity_tag, before);
}

TEST(FileSlice, EndsWhereAFileWasCut) {
  const test::TestFolder folder;
  folder.write("file", "0123456789");
  auto file = open_below(folder.path(), "file");
  FileSlice slice{std::move(file->descriptor), 0, 10};
  std::filesystem::resize_file(folder.path() / "file", 4);
  std::array<char, 10> buffer{};
  EXPECT_EQ(slice.read(buffer), 4U);
  EXPECT_EQ(slice.read(buffer), 0U);
  EXPECT_EQ(slice.length, 6U);
}

}  // namespace
}  // namespace cw::web
