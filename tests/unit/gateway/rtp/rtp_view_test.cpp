#include "gateway/rtp/rtp_view.h"

#include <gtest/gtest.h>

#include <vector>

#include "gateway/rtp/rtp_header.h"
#include "tests/support/rtp_packet_builder.h"

namespace cw::rtp {
namespace {

using test::RtpPacketBuilder;

RtpFault fault_of(Bytes packet) {
  RtpFault fault = RtpFault::kNone;
  EXPECT_FALSE(RtpView::parse(packet, &fault).has_value());
  return fault;
}

TEST(RtpView, ReadsTheFixedHeader) {
  RtpPacketBuilder packet;
  packet.payload_type(97).sequence(0xABCD).timestamp(0x01020304).ssrc(0xCAFE0001).marker().payload({9, 8, 7});
  RtpFault fault = RtpFault::kTooShort;
  const auto sut = RtpView::parse(packet.bytes(), &fault);
  ASSERT_TRUE(sut.has_value());
  EXPECT_EQ(fault, RtpFault::kNone);
  EXPECT_TRUE(sut->marker());
  EXPECT_EQ(sut->payload_type().value, 97);
  EXPECT_EQ(sut->sequence().value, 0xABCD);
  EXPECT_EQ(sut->timestamp().value, 0x01020304U);
  EXPECT_EQ(sut->ssrc().value, 0xCAFE0001U);
  EXPECT_EQ(std::vector<uint8_t>(sut->payload().begin(), sut->payload().end()), (std::vector<uint8_t>{9, 8, 7}));
  EXPECT_FALSE(sut->has_extension());
}

TEST(RtpView, SkipsCsrcsAndExtensionAndStripsPadding) {
  RtpPacketBuilder packet;
  packet.csrc_count(15).extension_words(3).padding(4).payload({1, 2, 3, 4, 5});
  RtpFault fault = RtpFault::kNone;
  const auto sut = RtpView::parse(packet.bytes(), &fault);
  ASSERT_TRUE(sut.has_value());
  EXPECT_EQ(sut->payload().size(), 5U);
  EXPECT_EQ(sut->payload()[0], 1);
  EXPECT_EQ(sut->padding_octets(), 4);
  EXPECT_TRUE(sut->has_extension());
}

TEST(RtpView, AcceptsAPacketWithoutPayload) {
  RtpPacketBuilder packet;
  RtpFault fault = RtpFault::kNone;
  const auto sut = RtpView::parse(packet.bytes(), &fault);
  ASSERT_TRUE(sut.has_value());
  EXPECT_TRUE(sut->payload().empty());
}

TEST(RtpView, SaysWhyADatagramIsNoRtp) {
  RtpPacketBuilder packet;
  EXPECT_EQ(fault_of(packet.bytes().first(11)), RtpFault::kTooShort);
  EXPECT_EQ(fault_of(Bytes{}), RtpFault::kTooShort);
  EXPECT_EQ(fault_of(packet.version(1).bytes()), RtpFault::kVersion);
  packet.version(2).csrc_count(2);
  EXPECT_EQ(fault_of(packet.bytes().first(19)), RtpFault::kCsrc);
  packet.csrc_count(0).extension_words(2);
  EXPECT_EQ(fault_of(packet.bytes().first(15)), RtpFault::kExtension);
  EXPECT_EQ(fault_of(packet.bytes().first(20)), RtpFault::kExtension);
}

TEST(RtpView, RefusesPaddingThatCannotBe) {
  RtpPacketBuilder packet;
  std::vector<uint8_t> octets;
  const auto with_count = [&](uint8_t count) {
    const Bytes good = packet.payload({1, 2, 3}).padding(1).bytes();
    octets.assign(good.begin(), good.end());
    octets.back() = count;
    return Bytes{octets};
  };
  EXPECT_EQ(fault_of(with_count(0)), RtpFault::kPadding);
  EXPECT_EQ(fault_of(with_count(5)), RtpFault::kPadding);
  EXPECT_EQ(fault_of(with_count(255)), RtpFault::kPadding);
  RtpFault fault = RtpFault::kNone;
  EXPECT_TRUE(RtpView::parse(with_count(4), &fault).has_value());
  EXPECT_EQ(fault_of(packet.payload(std::vector<uint8_t>{}).padding(1).bytes().first(12)), RtpFault::kPadding);
}

TEST(RtpView, ReadsWhatTheHeaderWriterWrites) {
  std::vector<uint8_t> octets(kRtpHeaderBytes);
  write_rtp_header(octets, {.payload_type = PayloadType{112},
                            .sequence = SequenceNumber{65535},
                            .timestamp = RtpTimestamp{0xFFFFFFFE},
                            .ssrc = Ssrc{42},
                            .marker = true});
  RtpFault fault = RtpFault::kNone;
  const auto sut = RtpView::parse(octets, &fault);
  ASSERT_TRUE(sut.has_value());
  EXPECT_EQ(sut->payload_type().value, 112);
  EXPECT_EQ(sut->sequence().value, 65535);
  EXPECT_EQ(sut->timestamp().value, 0xFFFFFFFEU);
  EXPECT_EQ(sut->ssrc().value, 42U);
  EXPECT_TRUE(sut->marker());
}

}  // namespace
}  // namespace cw::rtp
