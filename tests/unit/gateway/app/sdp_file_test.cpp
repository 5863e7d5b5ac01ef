#include "gateway/app/sdp_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sdp/st2110/reader.h"

namespace cw::app {
namespace {

using testing::HasSubstr;

TEST(SdpFile, IsReadAsItIs) {
  const auto path = std::filesystem::temp_directory_path() / ("sdp_file_" + std::to_string(getpid()) + ".sdp");
  const std::string text("v=0\r\n\0\xE9", 7);
  std::ofstream(path, std::ios::binary) << text;
  const auto sut = read_sdp_file(path.string());
  std::filesystem::remove(path);
  EXPECT_EQ(sut.value_or(""), text);
}

TEST(SdpFile, SaysWhyItCannotBeRead) {
  EXPECT_THAT(read_sdp_file("/no/such.sdp").error().message, HasSubstr("cannot be read: No such file or directory"));
  EXPECT_THAT(read_sdp_file("/").error().message, HasSubstr("cannot be read: Is a directory"));
}

TEST(SdpFile, IsNotReadWithoutEnd) {
  const auto sut = read_sdp_file("/dev/zero");
  ASSERT_TRUE(sut);
  EXPECT_THAT(sdp::read_st2110(*sut).error().message, HasSubstr("too long for an SDP"));
}

}  // namespace
}  // namespace cw::app
