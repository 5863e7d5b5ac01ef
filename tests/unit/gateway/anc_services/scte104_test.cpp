#include "gateway/anc_services/scte104.h"

#include <gtest/gtest.h>

#include "gateway/bus/anc_words.h"
#include "tests/support/captures.h"
#include "tests/unit/gateway/anc_services/captured_anc.h"

namespace cw::anc_services {
namespace {

Scte104Message message_with(std::vector<Scte104Operation> operations) {
  Scte104Message message;
  message.message_number = 77;
  message.dpi_pid_index = 3;
  message.operations = std::move(operations);
  return message;
}

SegmentationDescriptorRequest segmentation() {
  SegmentationDescriptorRequest request;
  request.event_id = 0xCAFEBABE;
  request.duration_s = 30;
  request.upid_type = 9;
  request.upid = {'A', 'B', 'C'};
  request.type_id = 0x34;
  request.segment_number = 1;
  request.segments_expected = 2;
  request.delivery_not_restricted = false;
  request.device_restrictions = 1;
  return request;
}

SpliceRequest splice() {
  return {.type = SpliceType::kStartImmediate,
          .event_id = 0x12345678,
          .unique_program_id = 9,
          .pre_roll_ms = 4000,
          .break_duration_tenths = 300,
          .avail_number = 1,
          .avails_expected = 2,
          .auto_return = true};
}

TEST(Scte104, ReadsBackMultipleOperations) {
  auto message = message_with({splice(), TimeSignalRequest{5000}, segmentation(), OtherOperation{0x0108, {1, 2, 3}}});
  for (uint8_t type = 0; type <= 3; ++type) {
    message.time = Scte104Time{};
    message.time.type = type;
    if (type == 1) message.time.seconds = 1'400'000'000, message.time.microseconds = 999;
    if (type == 2) message.time.vitc = {10, 11, 12, 13};
    if (type == 3) message.time.gpi = 0x0501;
    const auto octets = build_scte104(message);
    EXPECT_EQ(load_be16(octets.data()), 0xFFFF);
    EXPECT_EQ(load_be16(&octets[2]), octets.size());
    EXPECT_EQ(parse_scte104(octets), message) << int{type};
  }
}

TEST(Scte104, ReadsBackASingleOperation) {
  auto message = message_with({splice()});
  message.multiple = false;
  EXPECT_EQ(parse_scte104(build_scte104(message)), message);
}

TEST(Scte104, SpliceRequestHasTheLayoutOfTheStandard) {
  const auto octets = build_scte104(message_with({splice()}));
  const std::vector<uint8_t> expected{0xFF, 0xFF, 0x00, 0x1E, 0x00, 0x00, 77,   0x00, 0x03, 0x00,
                                      0x00, 0x01, 0x01, 0x01, 0x00, 0x0E, 0x02, 0x12, 0x34, 0x56,
                                      0x78, 0x00, 0x09, 0x0F, 0xA0, 0x01, 0x2C, 0x01, 0x02, 0x01};
  EXPECT_EQ(octets, expected);
}

TEST(Scte104, OlderSegmentationRequestsEndBeforeTheSubSegments) {
  auto octets = build_scte104(message_with({segmentation()}));
  octets.resize(octets.size() - 3);
  store_be16(&octets[2], static_cast<uint16_t>(octets.size()));
  store_be16(&octets[14], static_cast<uint16_t>(load_be16(&octets[14]) - 3));
  const auto sut = parse_scte104(octets);
  ASSERT_TRUE(sut);
  EXPECT_EQ(std::get<SegmentationDescriptorRequest>(sut->operations[0]), segmentation());
}

TEST(Scte104, EveryCutIsRefused) {
  const auto octets = build_scte104(message_with({splice(), segmentation()}));
  for (size_t size = 0; size < octets.size(); ++size) EXPECT_FALSE(parse_scte104(Bytes(octets).first(size))) << size;
}

TEST(Scte104Collector, JoinsWhatWasCutIntoPackets) {
  std::vector<uint8_t> long_data(600);
  for (size_t i = 0; i < long_data.size(); ++i) long_data[i] = static_cast<uint8_t>(i);
  const auto message = message_with({OtherOperation{0x010C, long_data}});
  bus::AncFrame frame;
  ASSERT_TRUE(append_scte104(build_scte104(message), 13, frame));
  ASSERT_EQ(frame.count, 3U);
  Scte104Collector sut;
  EXPECT_EQ(sut.on_packet(frame.packets[0]), Scte104Collector::Verdict::kIncomplete);
  EXPECT_EQ(sut.on_packet(frame.packets[1]), Scte104Collector::Verdict::kIncomplete);
  EXPECT_EQ(sut.on_packet(frame.packets[2]), Scte104Collector::Verdict::kMessage);
  EXPECT_EQ(sut.message(), message);
  EXPECT_EQ(sut.on_packet(frame.packets[1]), Scte104Collector::Verdict::kBad);
  for (const auto& packet : frame.span()) EXPECT_EQ(bus::verify(packet), bus::kAncFaultNone);
}

TEST(Scte104Collector, PassesOverDuplicates) {
  bus::AncFrame frame;
  ASSERT_TRUE(append_scte104(build_scte104(message_with({splice()})), 13, frame));
  frame.packets[0].user_data[0] |= 1;
  Scte104Collector sut;
  EXPECT_EQ(sut.on_packet(frame.packets[0]), Scte104Collector::Verdict::kDuplicate);
}

TEST(Scte104, FullFramesTakeNoMore) {
  bus::AncFrame frame;
  frame.count = bus::kMaxAncPackets;
  EXPECT_FALSE(append_scte104(build_scte104(message_with({splice()})), 13, frame));
}

class Scte104Captures : public testing::TestWithParam<const char*> {};

TEST_P(Scte104Captures, HaveTheDescribedFields) {
  CW_REQUIRE_CAPTURE(path, GetParam());
  const auto expected = test::expected_of(path)["decoded"]["scte104"];
  Scte104Collector sut;
  size_t seen = 0;
  for (const auto& captured : test::read_captured_anc(path)) {
    if (captured.packet.id != kScte104Id) continue;
    ASSERT_LT(seen, expected.size());
    const auto& row = expected[seen++][4];
    ASSERT_EQ(sut.on_packet(captured.packet), Scte104Collector::Verdict::kMessage);
    EXPECT_EQ(sut.octets().size(), row["size"].get<size_t>());
    EXPECT_EQ(sut.message().multiple, row["kind"] != "single");
    EXPECT_EQ(sut.message().message_number, row["msg_number"].get<int>());
    EXPECT_EQ(sut.message().dpi_pid_index, row["dpi_pid"].get<int>());
    EXPECT_EQ(sut.message().as_index, row["AS_index"].get<int>());
    EXPECT_EQ(sut.message().result, row["result"].get<int>());
    EXPECT_EQ(std::get<OtherOperation>(sut.message().operations.at(0)).op_id, row["opID"].get<int>());
    EXPECT_TRUE(std::ranges::equal(build_scte104(sut.message()), sut.octets()));
  }
  EXPECT_EQ(seen, expected.size());
}

INSTANTIATE_TEST_SUITE_P(All, Scte104Captures,
                         testing::Values("anc_tc_cc_afd_first_48.pcap", "anc_with_wrong_DID_and_payload.pcap"));

}  // namespace
}  // namespace cw::anc_services
