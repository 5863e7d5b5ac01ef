#include "gateway/packet_io/pcap/pcap_reader.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/captures.h"
#include "tests/unit/gateway/packet_io/pcap/capture_bytes.h"

namespace cw::packet_io {
namespace {

using test::CaptureBytes;

constexpr uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr uint32_t kNanoseconds = 0xA1B23C4D;
const std::vector<uint8_t> kFrame{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 8, 0, 42};

std::vector<uint8_t> octets_of(const RxPacket& packet) { return {packet.frame.begin(), packet.frame.end()}; }

class PcapFlavours : public testing::TestWithParam<std::tuple<bool, uint32_t>> {};

TEST_P(PcapFlavours, GivesFramesAndTimes) {
  const auto [big_endian, magic] = GetParam();
  CaptureBytes file(big_endian);
  file.pcap_header(magic).pcap_record(1'700'000'000, 123'456, kFrame).pcap_record(1'700'000'001, 7, kFrame);
  auto sut = PcapReader::over(file.octets);
  ASSERT_TRUE(sut) << sut.error().message;
  const int64_t unit_ns = magic == kNanoseconds ? 1 : 1000;
  const auto first = sut->next();
  ASSERT_TRUE(first);
  EXPECT_EQ(octets_of(*first), kFrame);
  EXPECT_EQ(first->arrival.ns(), 1'700'000'000 * kNsPerSecond + 123'456 * unit_ns);
  EXPECT_EQ(first->wire_size_bytes, kFrame.size());
  const auto second = sut->next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->arrival.ns(), 1'700'000'001 * kNsPerSecond + 7 * unit_ns);
  EXPECT_FALSE(sut->next());
  EXPECT_FALSE(sut->damage());
  EXPECT_EQ(sut->records(), 2U);
}

INSTANTIATE_TEST_SUITE_P(EveryOne, PcapFlavours,
                         testing::Combine(testing::Bool(), testing::Values(kMicroseconds, kNanoseconds)));

class PcapngByteOrders : public testing::TestWithParam<bool> {};

TEST_P(PcapngByteOrders, FollowsEachInterfacesResolution) {
  CaptureBytes file(GetParam());
  file.section().interface(1).interface(1, file.resolution(9)).interface(1, file.resolution(0x80 | 10));
  file.enhanced(0, 1'700'000'000'000'001, kFrame)
      .enhanced(1, 1'700'000'000'000'000'002, kFrame)
      .enhanced(2, 1536, kFrame);
  auto sut = PcapReader::over(file.octets);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->next()->arrival.ns(), 1'700'000'000'000'001'000);
  EXPECT_EQ(sut->next()->arrival.ns(), 1'700'000'000'000'000'002);
  const auto third = sut->next();
  EXPECT_EQ(third->arrival.ns(), 1'500'000'000);
  EXPECT_EQ(octets_of(*third), kFrame);
  EXPECT_FALSE(sut->next());
  EXPECT_FALSE(sut->damage()) << *sut->damage();
}

TEST_P(PcapngByteOrders, PassesOverWhatIsNoEthernetFrame) {
  CaptureBytes file(GetParam());
  file.section().interface(113).interface(1).block(0x0BAD, {1, 2, 3, 4}).enhanced(0, 1, kFrame).enhanced(1, 2, kFrame);
  auto sut = PcapReader::over(file.octets);
  ASSERT_TRUE(sut->next());
  EXPECT_FALSE(sut->next());
  EXPECT_EQ(sut->records(), 1U);
  EXPECT_EQ(sut->foreign_records(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Both, PcapngByteOrders, testing::Bool());

TEST(PcapReader, FollowsSectionsOfDifferentByteOrder) {
  CaptureBytes file(false);
  file.section().interface(1).enhanced(0, 1, kFrame);
  CaptureBytes second(true);
  second.section().interface(1, second.resolution(9)).enhanced(0, 5, kFrame);
  file.data(second.octets);
  auto sut = PcapReader::over(file.octets);
  EXPECT_EQ(sut->next()->arrival.ns(), 1000);
  EXPECT_EQ(sut->next()->arrival.ns(), 5);
}

TEST(PcapReader, ReadsSimplePacketBlocks) {
  CaptureBytes file(false);
  file.section().interface(1).block(3, CaptureBytes(false).u32(64).data(kFrame).octets);
  auto sut = PcapReader::over(file.octets);
  const auto packet = sut->next();
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->wire_size_bytes, 64U);
  EXPECT_EQ(octets_of(*packet).at(14), 42);
}

TEST(PcapReader, GivesWhatIsReadableAndThenSaysWhereItIsCut) {
  CaptureBytes file(false);
  file.pcap_header(kMicroseconds).pcap_record(1, 0, kFrame).pcap_record(2, 0, kFrame);
  file.octets.resize(file.octets.size() - 3);
  auto sut = PcapReader::over(file.octets);
  EXPECT_TRUE(sut->next());
  EXPECT_FALSE(sut->next());
  ASSERT_TRUE(sut->damage());
  EXPECT_EQ(*sut->damage(), "record 2 at octet 55 is cut in the middle");
}

TEST(PcapReader, SaysWhereAPcapngIsCut) {
  CaptureBytes file(true);
  file.section().interface(1).enhanced(0, 1, kFrame);
  file.octets.resize(file.octets.size() - 1);
  auto sut = PcapReader::over(file.octets);
  EXPECT_FALSE(sut->next());
  EXPECT_NE(sut->damage().value_or("").find("cut in the middle"), std::string::npos);
}

TEST(PcapReader, DistrustsSizes) {
  CaptureBytes file(false);
  file.pcap_header(kMicroseconds).u32(1).u32(1).u32(0xFFFFFFF0).u32(60);
  auto sut = PcapReader::over(file.octets);
  EXPECT_FALSE(sut->next());
  EXPECT_TRUE(sut->damage());
}

TEST(PcapReader, RefusesInWordsThatHelp) {
  const std::vector<uint8_t> gzip{0x1F, 0x8B, 8, 0, 0};
  EXPECT_NE(PcapReader::over(gzip).error().message.find("unpack"), std::string::npos);
  const std::vector<uint8_t> text{'h', 'e', 'l', 'l', 'o'};
  EXPECT_NE(PcapReader::over(text).error().message.find("no capture"), std::string::npos);
  CaptureBytes cooked(false);
  cooked.pcap_header(kMicroseconds, 113);
  EXPECT_NE(PcapReader::over(cooked.octets).error().message.find("link type 113"), std::string::npos);
  EXPECT_NE(PcapReader::open("/nonexistent/x.pcap").error().message.find("/nonexistent/x.pcap"), std::string::npos);
  EXPECT_FALSE(PcapReader::open("/"));
}

TEST(PcapReader, FindsAsManyFramesInRealCapturesAsTheirDescriptionsSay) {
  const auto folder = test::captures_folder();
  if (!folder) GTEST_SKIP() << "no captures; set CAUSEWAY_CAPTURES";
  size_t judged = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const auto capture = entry.path();
    const auto description = std::filesystem::path(capture.string() + ".json");
    if ((capture.extension() != ".pcap" && capture.extension() != ".cap") || !std::filesystem::exists(description))
      continue;
    const auto expected = nlohmann::json::parse(std::ifstream(description));
    auto sut = PcapReader::open(capture);
    ASSERT_TRUE(sut) << sut.error().message;
    while (sut->next()) {
    }
    EXPECT_FALSE(sut->damage()) << capture << " " << *sut->damage();
    if (!expected.contains("frames")) continue;
    EXPECT_EQ(sut->records(), expected["frames"].get<uint64_t>()) << capture;
    ++judged;
  }
  EXPECT_GT(judged, 10U);
}

}  // namespace
}  // namespace cw::packet_io
