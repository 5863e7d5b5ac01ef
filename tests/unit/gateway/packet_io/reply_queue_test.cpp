#include "gateway/packet_io/reply_queue.h"

#include <gtest/gtest.h>

#include "tests/support/capturing_sink.h"

namespace cw::packet_io {
namespace {

using Frames = std::vector<std::vector<uint8_t>>;

TEST(ReplyQueue, SendsInOrderAndReusesItsSlots) {
  ReplyQueue sut(3, 100);
  test::CapturingSink sink;
  for (uint8_t round = 0; round < 10; ++round) {
    sut.push(2)[0] = round;
    sut.push(1)[0] = 0xFF;
    EXPECT_EQ(sut.flush(sink), 2U);
    EXPECT_EQ(sink.take(), (Frames{{round, 0}, {0xFF}})) << "a reused slot is zero again";
  }
}

TEST(ReplyQueue, CountsWhatDoesNotFit) {
  ReplyQueue sut(2, 100);
  EXPECT_TRUE(sut.push(101).empty());
  EXPECT_FALSE(sut.push(100).empty());
  EXPECT_FALSE(sut.push(100).empty());
  EXPECT_TRUE(sut.push(1).empty());
  EXPECT_EQ(sut.dropped(), 2U);
}

TEST(ReplyQueue, KeepsFramesWhileTheSinkIsDry) {
  ReplyQueue sut(40, 100);
  test::CapturingSink sink;
  for (int i = 0; i < 40; ++i) (void)sut.push(60);
  sink.dry = true;
  EXPECT_EQ(sut.flush(sink), 0U);
  EXPECT_EQ(sut.size(), 40U);
  sink.dry = false;
  EXPECT_EQ(sut.flush(sink), 40U) << "in several bursts";
}

}  // namespace
}  // namespace cw::packet_io
