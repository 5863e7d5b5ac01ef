#include "gateway/packet_io/pcap/pcap_writer.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include "gateway/packet_io/pcap/pcap_reader.h"

namespace cw::packet_io {
namespace {

TEST(PcapWriter, WritesWhatTheReaderReads) {
  const auto path = std::filesystem::path(testing::TempDir()) / ("causeway_pcap_writer_" + std::to_string(::getpid()));
  const std::vector<uint8_t> frame(1514, 0x5A);
  {
    auto sut = PcapWriter::create(path);
    ASSERT_TRUE(sut) << sut.error().message;
    EXPECT_TRUE(sut->write(frame, TaiTime::from_ns(1'700'000'000'123'456'789)));
    EXPECT_TRUE(sut->write(Bytes(frame).first(64), TaiTime::from_ns(1'700'000'001'000'000'001), 1514));
    EXPECT_EQ(sut->records(), 2U);
    EXPECT_TRUE(sut->close());
  }
  auto reader = PcapReader::open(path);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->format(), CaptureFormat::kPcapNanoseconds);
  const auto first = reader->next();
  EXPECT_EQ(first->arrival.ns(), 1'700'000'000'123'456'789);
  EXPECT_EQ(first->frame.size(), 1514U);
  const auto second = reader->next();
  EXPECT_EQ(second->frame.size(), 64U);
  EXPECT_EQ(second->wire_size_bytes, 1514U);
  EXPECT_FALSE(reader->next());
  std::filesystem::remove(path);
}

TEST(PcapWriter, NamesTheFileItCannotWrite) {
  const auto sut = PcapWriter::create("/nonexistent/x.pcap");
  ASSERT_FALSE(sut);
  EXPECT_EQ(sut.error().fault, Fault::kHost);
  EXPECT_NE(sut.error().message.find("/nonexistent/x.pcap"), std::string::npos);
}

TEST(PcapWriter, SaysThatTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  auto sut = PcapWriter::create("/dev/full");
  if (!sut) return;  // refused at once: as good
  const std::vector<uint8_t> frame(1514);
  for (int i = 0; i < 100; ++i) (void)sut->write(frame, TaiTime{});
  EXPECT_TRUE(sut->failed());
  EXPECT_FALSE(sut->close());
}

}  // namespace
}  // namespace cw::packet_io
