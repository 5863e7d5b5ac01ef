#include "gateway/srt/printable.h"

#include <gtest/gtest.h>

namespace cw::srt {
namespace {

TEST(Printable, ReplacesControlCharactersAndForeignOctets) {
  EXPECT_EQ(printable("#!::r=a,m=request"), "#!::r=a,m=request");
  EXPECT_EQ(printable("a\nb\x1b[31m\xff"), "a?b?[31m?");
  EXPECT_EQ(printable(std::string(2000, 'x')).size(), 512U);
}

}  // namespace
}  // namespace cw::srt
