#include "config/fault_words.h"

#include <gtest/gtest.h>

namespace cw::config {
namespace {

TEST(FaultWords, ListsChoicesAsPeopleDo) {
  EXPECT_EQ(any_of({}), "");
  EXPECT_EQ(any_of({"a"}), "a");
  EXPECT_EQ(any_of({"a", "b", "c"}), "a, b or c");
}

TEST(FaultWords, GuessesOnlyWhatIsNear) {
  EXPECT_EQ(nearest_of("sendrs", {"receivers", "senders"}), "senders");
  EXPECT_EQ(nearest_of("colour", {"port", "address"}), "");
  EXPECT_EQ(nearest_of("x", {"id"}), "");
  EXPECT_EQ(nearest_of(std::string(1000, 'x'), {"id"}), "");
}

}  // namespace
}  // namespace cw::config
