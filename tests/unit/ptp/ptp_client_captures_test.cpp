// The client among the PTP of real networks.
#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/pcap/pcap_reader.h"
#include "tests/support/captures.h"
#include "tests/unit/ptp/client_fixture.h"

namespace cw::ptp {
namespace {

struct PtpClientCapturesTest : testing::Test {
  World world;
  std::unique_ptr<ClientNode> sut;

  void replay(const std::filesystem::path& capture) {
    PtpClientConfig config = slave_config();
    config.domain = 0;
    PortConfig port = port_config("red");
    port.log_announce_interval = 0;
    sut = std::make_unique<ClientNode>(world, config);
    sut->join(world.red, port, 0x0A0000C8);
    world.run(1ms);
    auto reader = packet_io::PcapReader::open(capture);
    ASSERT_TRUE(reader);
    std::optional<TaiTime> first;
    while (const auto frame = reader->next()) {
      UdpDatagram datagram;
      if (packet_io::parse_frame(frame->frame, frame->arrival, &datagram) != packet_io::FrameKind::kUdp) continue;
      if (datagram.destination.port != 319 && datagram.destination.port != 320) continue;
      if (!first) first = datagram.arrival;
      world.run(datagram.arrival - *first - Duration{world.time.now_ns()});
      sut->client.on_datagram(0, datagram.payload, datagram.source.address, sut->local_now());
    }
  }
  [[nodiscard]] uint64_t received(MessageType type) const {
    return sut->status().ports[0].received[static_cast<size_t>(type)];
  }
};

TEST_F(PtpClientCapturesTest, FollowsTheCapturedGrandmaster) {
  CW_REQUIRE_CAPTURE(capture, "PTP_at_clock.pcap");
  replay(capture);
  ASSERT_TRUE(sut->status().grandmaster);
  EXPECT_EQ(to_string(sut->status().grandmaster->identity), "00-1D-7F-FF-FE-80-02-4A");
  EXPECT_EQ(received(MessageType::kAnnounce), 10U);
  EXPECT_EQ(received(MessageType::kSync), 10U);
  EXPECT_EQ(received(MessageType::kSignaling), 4U);
  EXPECT_GE(sut->status().servo.samples, 8U);
  EXPECT_EQ(sut->status().ports[0].faults.malformed, 0U);
}

TEST_F(PtpClientCapturesTest, CountsVersion1AndLeavesItAlone) {
  CW_REQUIRE_CAPTURE(capture, "ptpv1.pcap");
  replay(capture);
  EXPECT_EQ(sut->status().ports[0].faults.version1, 4U);
  EXPECT_FALSE(sut->status().grandmaster);
}

}  // namespace
}  // namespace cw::ptp
