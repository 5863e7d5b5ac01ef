#include "gateway/anc_services/dtvcc.h"

#include <gtest/gtest.h>

namespace cw::anc_services {
namespace {

std::vector<uint8_t> service_data(const std::vector<CcTriplet>& triplets, DtvccCollector& collector) {
  std::vector<uint8_t> data;
  for (const auto& triplet : triplets) {
    Bytes packet = collector.on_triplet(triplet);
    while (const auto block = next_service_block(packet)) {
      EXPECT_EQ(block->service, 1);
      data.insert(data.end(), block->data.begin(), block->data.end());
    }
  }
  return data;
}

TEST(Dtvcc, CollectsWhatThePacketizerCuts) {
  DtvccPacketizer packetizer;
  DtvccCollector collector;
  for (size_t size = 1; size < 100; ++size) {
    std::vector<uint8_t> data(size);
    for (size_t i = 0; i < size; ++i) data[i] = static_cast<uint8_t>(i + size);
    std::vector<CcTriplet> triplets;
    packetizer.append(1, data, triplets);
    ASSERT_EQ(service_data(triplets, collector), data);
  }
  EXPECT_EQ(collector.sequence_breaks(), 0U);
  EXPECT_EQ(collector.short_packets(), 0U);
}

TEST(Dtvcc, PassesOverPadding) {
  DtvccPacketizer packetizer;
  DtvccCollector collector;
  std::vector<CcTriplet> triplets;
  packetizer.append(1, std::vector<uint8_t>{'A', 'B', 'C'}, triplets);
  triplets.insert(triplets.begin() + 1, CcTriplet{});
  EXPECT_EQ(service_data(triplets, collector), (std::vector<uint8_t>{'A', 'B', 'C'}));
}

TEST(DtvccCollector, CountsBreaksAndShortPackets) {
  DtvccPacketizer packetizer;
  DtvccCollector sut;
  std::vector<CcTriplet> triplets;
  for (int i = 0; i < 4; ++i) packetizer.append(1, std::vector<uint8_t>(20, 'x'), triplets);
  const auto per_packet = static_cast<std::ptrdiff_t>(triplets.size() / 4);
  triplets.erase(triplets.begin() + per_packet, triplets.begin() + 2 * per_packet);  // the second one is lost
  triplets.erase(triplets.begin() + per_packet + 2);                                 // the third one is cut
  (void)service_data(triplets, sut);
  EXPECT_EQ(sut.packets(), 3U);
  EXPECT_EQ(sut.sequence_breaks(), 1U);
  EXPECT_EQ(sut.short_packets(), 1U);
}

TEST(Dtvcc, ServiceBlocksEndAtTheNullBlock) {
  const std::vector<uint8_t> octets{0x22, 'A', 'B', 0x00, 0x21, 'C'};
  Bytes packet(octets);
  EXPECT_EQ(next_service_block(packet)->data.size(), 2U);
  EXPECT_FALSE(next_service_block(packet));
}

TEST(Dtvcc, ExtendedServicesHaveANumberOfTheirOwn) {
  const std::vector<uint8_t> octets{0xE2, 0x09, 'A', 'B'};
  Bytes packet(octets);
  const auto block = next_service_block(packet);
  ASSERT_TRUE(block);
  EXPECT_EQ(block->service, 9);
  EXPECT_EQ(block->data.size(), 2U);
}

TEST(Dtvcc, BlocksThatRunPastTheEndAreRefused) {
  const std::vector<uint8_t> octets{0x25, 'A'};
  Bytes packet(octets);
  EXPECT_FALSE(next_service_block(packet));
}

TEST(Dtvcc, WindowTextRollsUpAndDefinesOnDemand) {
  const auto plain = window_text("HI", false);
  EXPECT_EQ(plain, (std::vector<uint8_t>{0x0D, 'H', 'I', 0x03}));
  const auto defined = window_text("HI", true);
  EXPECT_EQ(defined[0], 0x98);
  EXPECT_EQ(defined.size(), plain.size() + 10);
}

}  // namespace
}  // namespace cw::anc_services
