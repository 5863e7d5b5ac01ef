#include "nmos/discovery/service.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

TEST(TxtRecord, ReadsKeysInAnyCaseAndKeepsTheFirst) {
  TxtRecord sut;
  for (const char* entry : {"API_Ver=v1.2,v1.3", "pri=0", "PRI=99", "flag", "empty=", "=value", "", "a=b=c"})
    add_txt(sut, entry);
  EXPECT_EQ(sut, (TxtRecord{{"api_ver", "v1.2,v1.3"}, {"pri", "0"}, {"flag", ""}, {"empty", ""}, {"a", "b=c"}}));
}

}  // namespace
}  // namespace cw::nmos
