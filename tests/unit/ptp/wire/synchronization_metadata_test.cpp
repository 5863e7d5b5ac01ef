#include "ptp/wire/synchronization_metadata.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

using TlvOctets = std::array<uint8_t, kSynchronizationMetadataTlvBytes>;

constexpr SynchronizationMetadata kMetadata{.frame_rate_numerator = 30'000,
                                            .frame_rate_denominator = 1'001,
                                            .locking = MasterLockingStatus::kLocked,
                                            .time_address_flags = kDropFrame,
                                            .local_offset_s = -18'037,
                                            .jump_s = 3'600,
                                            .next_jump_s = 0x0000'8765'4321,
                                            .next_jam_s = 0xFFFF'FFFF'FFFF,
                                            .previous_jam_s = 0x1234'5678'9ABC,
                                            .previous_jam_local_offset_s = -14'437,
                                            .daylight_saving = kDaylightSavingNext | kDaylightSavingPreviousJam,
                                            .leap_second_jump = kNextJumpIsLeapSecond};

TlvOctets tlv_octets() {
  TlvOctets octets{};
  EXPECT_EQ(write_synchronization_metadata(kMetadata, octets), octets.size());
  return octets;
}

Message management_with(Bytes tlvs) {
  Message message;
  message.header.type = MessageType::kManagement;
  message.body = TargetBody{.target = {}, .management_action = 3};
  message.tlvs = tlvs;
  return message;
}

TEST(SynchronizationMetadata, ComesBackAsItWasWritten) {
  const auto octets = tlv_octets();
  EXPECT_EQ(parse_synchronization_metadata(management_with(octets)), kMetadata);
}

TEST(SynchronizationMetadata, HasEachFieldAtItsPlace) {
  constexpr TlvOctets kExpected{0x00, 0x03, 0x00, 0x30, 0x68, 0x97, 0xE8, 0x00, 0x00, 0x01, 0x00, 0x00, 0x75,
                                0x30, 0x00, 0x00, 0x03, 0xE9, 0x04, 0x01, 0xFF, 0xFF, 0xB9, 0x8B, 0x00, 0x00,
                                0x0E, 0x10, 0x00, 0x00, 0x87, 0x65, 0x43, 0x21, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                0xFF, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xFF, 0xFF, 0xC7, 0x9B, 0x06, 0x01};
  EXPECT_EQ(tlv_octets(), kExpected);
}

TEST(SynchronizationMetadata, SurvivesTheWholeMessage) {
  const auto octets = tlv_octets();
  std::array<uint8_t, 200> out{};
  const size_t size = write_message(management_with(octets), out);
  ASSERT_EQ(size, 100U);
  const auto message = parse_message(Bytes(out).first(size), nullptr);
  ASSERT_TRUE(message);
  EXPECT_EQ(parse_synchronization_metadata(*message), kMetadata);
}

TEST(SynchronizationMetadata, IsFoundBehindOtherTlvs) {
  std::vector<uint8_t> tlvs{0, 8, 0, 0, 0, 3, 0, 6, 0x1C, 0x12, 0x9D, 0, 0, 1};
  const auto octets = tlv_octets();
  tlvs.insert(tlvs.end(), octets.begin(), octets.end());
  EXPECT_EQ(parse_synchronization_metadata(management_with(tlvs)), kMetadata);
}

TEST(SynchronizationMetadata, IsNotThatOfAnotherOrganizationSubtypeOrType) {
  for (const size_t position : {1U, 6U, 9U}) {
    auto octets = tlv_octets();
    octets[position] ^= 0x10;
    EXPECT_FALSE(parse_synchronization_metadata(management_with(octets))) << position;
  }
}

TEST(SynchronizationMetadata, TravelsInManagementMessagesOnly) {
  const auto octets = tlv_octets();
  Message message = management_with(octets);
  message.header.type = MessageType::kSignaling;
  EXPECT_FALSE(parse_synchronization_metadata(message));
}

TEST(SynchronizationMetadata, IsNoneWhenFieldsAreMissing) {
  auto octets = tlv_octets();
  for (uint8_t length = 0; length < 48; length += 2) {
    octets[3] = length;
    EXPECT_FALSE(parse_synchronization_metadata(management_with(Bytes(octets).first(4U + length)))) << int{length};
  }
}

TEST(SynchronizationMetadata, MayGrowInALaterEdition) {
  const auto octets = tlv_octets();
  std::vector<uint8_t> longer(octets.begin(), octets.end());
  longer.insert(longer.end(), {0xAA, 0xBB});
  longer[3] += 2;
  EXPECT_EQ(parse_synchronization_metadata(management_with(longer)), kMetadata);
}

TEST(SynchronizationMetadata, IsNotWrittenIntoTooLittleRoom) {
  std::array<uint8_t, kSynchronizationMetadataTlvBytes - 1> out{};
  EXPECT_EQ(write_synchronization_metadata(kMetadata, out), 0U);
}

}  // namespace
}  // namespace cw::ptp
