#include "ptp/wire/messages.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"

namespace cw::ptp {
namespace {

constexpr ClockIdentity kClock{{0x00, 0x1D, 0x7F, 0xFF, 0xFE, 0x80, 0x02, 0x4A}};
constexpr PortIdentity kPeer{{{1, 2, 3, 4, 5, 6, 7, 8}}, 0xBEEF};
constexpr int64_t kTimeNs = 1'763'870'437'123'456'789;
constexpr std::array<uint8_t, 8> kTlv{0x00, 0x08, 0x00, 0x04, 1, 2, 3, 4};

Message message_of(MessageType type, decltype(Message::body) body) {
  Message message;
  message.header = {.type = type,
                    .sdo = 1,
                    .version = 2,
                    .minor_version = 1,
                    .length = 0,
                    .domain = 127,
                    .flags = flags::kTwoStep | flags::kPtpTimescale,
                    .correction = -(int64_t{5} << 16),
                    .source = {kClock, 3},
                    .sequence = 0xFFFE,
                    .log_interval = -3};
  message.body = body;
  return message;
}

AnnounceBody announce() {
  return {.origin_ns = kTimeNs,
          .utc_offset_s = 37,
          .priority1 = 1,
          .quality = {.clock_class = 6, .accuracy = 0x21, .variance = 0x4E5D},
          .priority2 = 2,
          .grandmaster = kClock,
          .steps_removed = 258,
          .time_source = 0x20};
}

std::vector<uint8_t> octets_of(const Message& message) {
  std::vector<uint8_t> octets(200);
  octets.resize(write_message(message, octets));
  return octets;
}

std::vector<uint8_t> sync_octets() { return octets_of(message_of(MessageType::kSync, EventBody{kTimeNs})); }

WireFault fault_of(Bytes datagram) {
  WireFault fault = WireFault::kNone;
  const bool parsed = parse_message(datagram, &fault).has_value();
  EXPECT_EQ(parsed, fault == WireFault::kNone);
  return fault;
}

struct TypeCase {
  MessageType type;
  decltype(Message::body) body;
  size_t octets;
  uint8_t control;
};

void PrintTo(const TypeCase& test, std::ostream* out) {  // NOLINT(readability-identifier-naming): gtest's
  *out << "type_" << int{static_cast<uint8_t>(test.type)};
}

class EveryType : public testing::TestWithParam<TypeCase> {};

TEST_P(EveryType, ComesBackAsItWasWritten) {
  const auto& [type, body, size, control] = GetParam();
  Message message = message_of(type, body);
  message.tlvs = kTlv;
  const auto octets = octets_of(message);
  ASSERT_EQ(octets.size(), size + kTlv.size());
  EXPECT_EQ(octets[32], control);
  WireFault fault = WireFault::kTooShort;
  const auto again = parse_message(octets, &fault);
  ASSERT_TRUE(again);
  EXPECT_EQ(fault, WireFault::kNone);
  message.header.length = static_cast<uint16_t>(octets.size());
  EXPECT_EQ(again->header, message.header);
  EXPECT_EQ(again->body, message.body);
  EXPECT_TRUE(std::ranges::equal(again->tlvs, kTlv));
}

TEST_P(EveryType, IsRefusedWhereverItIsCut) {
  const auto octets = octets_of(message_of(GetParam().type, GetParam().body));
  for (size_t size = 0; size < octets.size(); ++size) {
    EXPECT_EQ(fault_of(Bytes(octets).first(size)), WireFault::kTooShort) << size;
  }
}

TEST_P(EveryType, IsRefusedWhenItsLengthLeavesNoRoomForItsFields) {
  auto octets = octets_of(message_of(GetParam().type, GetParam().body));
  store_be16(&octets[2], static_cast<uint16_t>(octets.size() - 1));
  EXPECT_EQ(fault_of(octets), WireFault::kBadLength);
}

TEST_P(EveryType, IsWrittenWholeOrNotAtAll) {
  std::vector<uint8_t> out(GetParam().octets);
  const Message message = message_of(GetParam().type, GetParam().body);
  EXPECT_EQ(write_message(message, out), out.size());
  EXPECT_EQ(write_message(message, MutableBytes(out).first(out.size() - 1)), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Ptp, EveryType,
    testing::Values(TypeCase{MessageType::kSync, EventBody{kTimeNs}, 44, 0},
                    TypeCase{MessageType::kDelayReq, EventBody{0}, 44, 1},
                    TypeCase{MessageType::kPdelayReq, EventBody{kTimeNs}, 54, 5},
                    TypeCase{MessageType::kPdelayResp, ResponseBody{kTimeNs, kPeer}, 54, 5},
                    TypeCase{MessageType::kFollowUp, EventBody{kTimeNs}, 44, 2},
                    TypeCase{MessageType::kDelayResp, ResponseBody{kTimeNs, kPeer}, 54, 3},
                    TypeCase{MessageType::kPdelayRespFollowUp, ResponseBody{kTimeNs, kPeer}, 54, 5},
                    TypeCase{MessageType::kAnnounce, announce(), 64, 5},
                    TypeCase{MessageType::kSignaling, TargetBody{.target = kPeer}, 44, 5},
                    TypeCase{MessageType::kManagement,
                             TargetBody{.target = kPeer, .management_action = 3, .boundary_hops = 1}, 48, 4}));

TEST(Messages, HaveEachFieldAtItsPlace) {
  // The Announce of a real grandmaster (PTP_at_clock.pcap), without its TLVs.
  constexpr std::array<uint8_t, 64> kAnnounce{
      0x0B, 0x02, 0x00, 0x40, 0x00, 0x00, 0x00, 0x3C, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00, 0x00, 0x00, 0x00, 0x00, 0x1D, 0x7F, 0xFF, 0xFE, 0x80, 0x02, 0x4A, 0x00, 0x01, 0x6E, 0x4E,
      0x05, 0x00, 0x00, 0x00, 0x56, 0x27, 0xE1, 0x55, 0x04, 0x2C, 0xE8, 0x4D, 0x00, 0x24, 0x00, 0x80,
      0x06, 0x21, 0x00, 0xC8, 0x80, 0x00, 0x1D, 0x7F, 0xFF, 0xFE, 0x80, 0x02, 0x4A, 0x00, 0x00, 0x20};
  const auto sut = parse_message(kAnnounce, nullptr);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->header.type, MessageType::kAnnounce);
  EXPECT_EQ(sut->header.flags,
            flags::kUtcOffsetValid | flags::kPtpTimescale | flags::kTimeTraceable | flags::kFrequencyTraceable);
  EXPECT_EQ(sut->header.source, (PortIdentity{kClock, 1}));
  EXPECT_EQ(sut->header.sequence, 28'238);
  const auto& body = std::get<AnnounceBody>(sut->body);
  EXPECT_EQ(body.origin_ns, 1'445'454'165'070'051'917);
  EXPECT_EQ(body.utc_offset_s, 36);
  EXPECT_EQ(body.priority1, 128);
  EXPECT_EQ(body.quality, (ClockQuality{6, 0x21, 200}));
  EXPECT_EQ(body.grandmaster, kClock);
  EXPECT_EQ(body.time_source, 0x20);
  EXPECT_EQ(octets_of(*sut), std::vector<uint8_t>(kAnnounce.begin(), kAnnounce.end()));
}

TEST(Messages, AreReadWithoutAllocation) {
  const auto octets = sync_octets();
  const test::AllocationGuard guard;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(parse_message(octets, nullptr));
}

TEST(Messages, EndWhereTheirLengthSaysAndPaddingIsIgnored) {
  auto octets = sync_octets();
  octets.insert(octets.end(), 16, 0xEE);
  const auto sut = parse_message(octets, nullptr);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->header.length, 44);
  EXPECT_TRUE(sut->tlvs.empty());
}

TEST(Messages, OfVersion1AreToldFromOtherRubbish) {
  auto octets = sync_octets();
  octets[1] = 1;
  EXPECT_EQ(fault_of(octets), WireFault::kVersion1);
  EXPECT_EQ(fault_of(Bytes(octets).first(2)), WireFault::kVersion1);
  for (const uint8_t version : std::to_array<uint8_t>({0x00, 0x03, 0x0F, 0x20})) {
    octets[1] = version;
    EXPECT_EQ(fault_of(octets), WireFault::kOtherVersion);
  }
}

TEST(Messages, OfAReservedTypeAreRefused) {
  auto octets = sync_octets();
  for (const uint8_t type : std::to_array<uint8_t>({4, 5, 6, 7, 14, 15})) {
    octets[0] = type;
    EXPECT_EQ(fault_of(octets), WireFault::kUnknownType);
  }
}

TEST(Messages, HoldNoSecondOfAThousandMillionNanoseconds) {
  auto octets = sync_octets();
  store_be32(&octets[40], 999'999'999);
  EXPECT_EQ(fault_of(octets), WireFault::kNone);
  store_be32(&octets[40], 1'000'000'000);
  EXPECT_EQ(fault_of(octets), WireFault::kBadTimestamp);
}

TEST(Messages, HoldNoTimeBeyondTheRangeOfNanoseconds) {
  auto octets = sync_octets();
  store_be16(&octets[34], 2);
  store_be32(&octets[36], 633'437'000);  // 2 · 2^32 s and these: April of 2262
  EXPECT_EQ(fault_of(octets), WireFault::kNone);
  store_be16(&octets[34], 0xFFFF);
  EXPECT_EQ(fault_of(octets), WireFault::kBadTimestamp);
}

TEST(Messages, WithATlvThatRunsOverTheEndAreRefused) {
  Message message = message_of(MessageType::kAnnounce, announce());
  message.tlvs = kTlv;
  auto octets = octets_of(message);
  octets[67] = 6;
  EXPECT_EQ(fault_of(octets), WireFault::kBadTlv);
  octets.resize(octets.size() + 2);  // there, but behind the end of the message
  EXPECT_EQ(fault_of(octets), WireFault::kBadTlv);
}

TEST(Messages, AreNotWrittenWithAnotherTypesBody) {
  std::array<uint8_t, 100> out{};
  EXPECT_EQ(write_message(message_of(MessageType::kSync, announce()), out), 0U);
  EXPECT_EQ(write_message(message_of(MessageType::kAnnounce, EventBody{1}), out), 0U);
  EXPECT_EQ(write_message(message_of(MessageType::kSync, ResponseBody{}), out), 0U);
  EXPECT_EQ(write_message(message_of(MessageType::kDelayResp, TargetBody{}), out), 0U);
  EXPECT_EQ(write_message(message_of(static_cast<MessageType>(4), EventBody{1}), out), 0U);
}

TEST(Messages, AreNotWrittenWithATimeBeforeTheEpoch) {
  std::array<uint8_t, 100> out{};
  EXPECT_EQ(write_message(message_of(MessageType::kSync, EventBody{-1}), out), 0U);
}

TEST(Messages, AreNotWrittenWithABrokenTlv) {
  std::array<uint8_t, 100> out{};
  Message message = message_of(MessageType::kSync, EventBody{1});
  message.tlvs = Bytes(kTlv).first(7);
  EXPECT_EQ(write_message(message, out), 0U);
}

TEST(Messages, OfPort319AreTheEventMessages) {
  EXPECT_TRUE(is_event(MessageType::kSync));
  EXPECT_TRUE(is_event(MessageType::kPdelayResp));
  EXPECT_FALSE(is_event(MessageType::kFollowUp));
  EXPECT_FALSE(is_event(MessageType::kAnnounce));
}

TEST(ClockIdentities, AreSpeltAsInSdp) { EXPECT_EQ(to_string(kClock), "00-1D-7F-FF-FE-80-02-4A"); }

}  // namespace
}  // namespace cw::ptp
