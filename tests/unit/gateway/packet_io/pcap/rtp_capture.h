// Writes small captures of RTP flows for replay tests.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include <gtest/gtest.h>

#include "gateway/packet_io/pcap/pcap_writer.h"
#include "gateway/packet_io/udp_frame_template.h"

namespace cw::test {

/// One datagram to be captured. Defaults make a 90 kHz stream's packet.
struct RtpInCapture {
  TaiTime arrival;
  Endpoint destination{Ipv4Address{0xEF000001}, 5004};
  uint16_t sequence = 0;
  uint32_t timestamp = 0;
  uint32_t ssrc = 1;
  bool marker = true;
  std::vector<uint8_t> payload{0, 0, 0, 0, 0, 0, 0, 0};
};

/// A capture file that goes away with the object.
class RtpCapture {
 public:
  explicit RtpCapture(const std::string& name)
      : path(std::filesystem::path(testing::TempDir()) / ("causeway_" + name + std::to_string(::getpid()) + ".pcap")),
        writer_(*packet_io::PcapWriter::create(path)) {}
  ~RtpCapture() { std::filesystem::remove(path); }
  RtpCapture(const RtpCapture&) = delete;
  RtpCapture& operator=(const RtpCapture&) = delete;

  void add(const RtpInCapture& packet) {
    std::vector<uint8_t> datagram(12);
    datagram[0] = 0x80;
    datagram[1] = static_cast<uint8_t>(96 | (packet.marker ? 0x80 : 0));
    store_be16(&datagram[2], packet.sequence);
    store_be32(&datagram[4], packet.timestamp);
    store_be32(&datagram[8], packet.ssrc);
    datagram.insert(datagram.end(), packet.payload.begin(), packet.payload.end());
    add_datagram(packet.arrival, packet.destination, datagram);
  }
  void add_datagram(TaiTime arrival, Endpoint destination, const std::vector<uint8_t>& datagram) {
    packet_io::UdpFrameAddress address;
    address.source = {Ipv4Address{0x0A000002}, 5004};
    address.destination = destination;
    auto headers = packet_io::UdpFrameTemplate::create(address);
    std::vector<uint8_t> frame(headers.header_octets());
    headers.write_headers(frame.data(), datagram.size());
    frame.insert(frame.end(), datagram.begin(), datagram.end());
    writer_.write(frame, arrival);
  }
  /// To be called before the file is read.
  void finish() { EXPECT_TRUE(writer_.close()); }

  std::filesystem::path path;

 private:
  packet_io::PcapWriter writer_;
};

/// The instant `ns` after a round time of the capture's clock.
inline TaiTime captured_at(int64_t ns) { return TaiTime::from_ns(1'700'000'000 * kNsPerSecond + ns); }

}  // namespace cw::test
