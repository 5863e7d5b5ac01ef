#include "gateway/packet_io/pcap/captured_streams.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "gateway/packet_io/ethernet.h"
#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/pcap/pcap_reader.h"

namespace cw::packet_io {
namespace {

constexpr size_t kRtpFixedBytes = 12;
constexpr Duration kMaxLength = std::chrono::hours(24 * 366);
constexpr size_t kMaxHeaderBytes = kEthernetHeaderBytes + kVlanTagBytes + kIpv4HeaderBytes + kUdpHeaderBytes;

bool matches(const ReplayFlow& flow, const UdpDatagram& datagram) {
  const auto fits = [](uint32_t wanted, uint32_t is) { return wanted == 0 || wanted == is; };
  return fits(flow.match.address.value, datagram.destination.address.value) &&
         fits(flow.match.port, datagram.destination.port) &&
         fits(flow.match_source.value, datagram.source.address.value);
}

/// Sorts the records of one file into flows, and these into streams.
class Loader {
 public:
  explicit Loader(const ReplayConfig& config) : config_(config) {}

  /// False when the memory limit is reached.
  bool add(const RxPacket& packet) {
    UdpDatagram datagram;
    const bool udp = parse_frame(packet.frame, packet.arrival, &datagram) == FrameKind::kUdp;
    const auto flow = udp ? selecting_flow(datagram) : std::nullopt;
    const size_t missing = datagram.truncated ? packet.wire_size_bytes - packet.frame.size() : 0;
    const size_t wire_size = datagram.payload.size() + missing;
    if (!flow || wire_size + kMaxHeaderBytes > config_.max_frame_bytes) {
      ++capture_.left_out;
      return true;
    }
    if (capture_.memory.size() + datagram.payload.size() > config_.max_memory_bytes) return false;
    if (missing > 0) ++capture_.padded;
    append(packet, datagram, *flow, static_cast<uint32_t>(wire_size));
    return true;
  }

  Capture take() {
    for (auto& flow : flows_) split(std::move(flow));
    for (auto& stream : capture_.streams) capture_.packets += stream.packets.size();
    find_ends();
    return std::move(capture_);
  }

 private:
  static constexpr size_t kAll = SIZE_MAX;  // the capture as a whole, when the config lists no flow

  std::optional<size_t> selecting_flow(const UdpDatagram& datagram) const {
    if (config_.flows.empty()) return kAll;
    for (size_t i = 0; i < config_.flows.size(); ++i) {
      if (matches(config_.flows[i], datagram)) return i;
    }
    return std::nullopt;
  }

  void append(const RxPacket& packet, const UdpDatagram& datagram, size_t selected, uint32_t wire_size) {
    const auto [entry, fresh] = index_.try_emplace({datagram.source, datagram.destination}, flows_.size());
    if (fresh) {
      CapturedStream stream;
      stream.source = datagram.source;
      stream.destination = datagram.destination;
      std::copy_n(packet.frame.begin(), stream.destination_mac.octets.size(), stream.destination_mac.octets.begin());
      stream.dscp = datagram.dscp;
      stream.ttl = datagram.ttl;
      if (selected != kAll) stream.flow = selected;
      flows_.push_back(std::move(stream));
    }
    const auto size = static_cast<uint32_t>(datagram.payload.size());
    flows_[entry->second].packets.push_back(
        {.offset = capture_.memory.size(), .size = size, .wire_size = wire_size, .arrival = packet.arrival});
    capture_.memory.insert(capture_.memory.end(), datagram.payload.begin(), datagram.payload.end());
  }

  /// One stream per SSRC when every packet can be RTP, else the flow as it is.
  void split(CapturedStream flow) {
    // packets that came at the same time keep their order in the file
    std::ranges::sort(flow.packets, {}, [](const auto& packet) { return std::pair(packet.arrival, packet.offset); });
    const bool rtp = std::ranges::all_of(
        flow.packets, [&](const auto& packet) { return read_rtp_header(capture_.octets(packet)).has_value(); });
    if (!rtp) {
      capture_.streams.push_back(std::move(flow));
      return;
    }
    const auto packets = std::exchange(flow.packets, {});
    const size_t first_stream = capture_.streams.size();
    for (const auto& packet : packets) {
      const auto header = *read_rtp_header(capture_.octets(packet));
      CapturedStream& stream = stream_of(header, flow, first_stream);
      stream.packets.push_back(unwrapped(packet, header, stream));
    }
  }

  CapturedStream& stream_of(const CapturedRtpHeader& header, const CapturedStream& flow, size_t first_stream) {
    for (size_t i = first_stream; i < capture_.streams.size(); ++i) {
      if (capture_.streams[i].ssrc == header.ssrc) return capture_.streams[i];
    }
    capture_.streams.push_back(flow);
    CapturedStream& stream = capture_.streams.back();
    stream.rtp = true;
    stream.ssrc = header.ssrc;
    stream.payload_type = header.payload_type;
    return stream;
  }

  static CapturedPacket unwrapped(CapturedPacket packet, const CapturedRtpHeader& header,
                                  const CapturedStream& stream) {
    packet.marker = header.marker;
    packet.sequence = header.sequence.value;
    packet.ticks = header.timestamp.value;
    if (!stream.packets.empty()) {
      const CapturedPacket& last = stream.packets.back();
      packet.sequence = last.sequence + static_cast<int16_t>(packet.sequence - last.sequence);
      packet.ticks = unwrap_near(header.timestamp, MediaTicks{last.ticks}).value;
    }
    return packet;
  }

  void find_ends() {
    if (capture_.streams.empty()) return;
    capture_.first = capture_.last = capture_.streams.front().packets.front().arrival;
    for (const auto& stream : capture_.streams) {
      capture_.first = std::min(capture_.first, stream.packets.front().arrival);
      capture_.last = std::max(capture_.last, stream.packets.back().arrival);
    }
  }

  const ReplayConfig& config_;
  Capture capture_;
  std::vector<CapturedStream> flows_;
  std::map<std::pair<Endpoint, Endpoint>, size_t> index_;
};

}  // namespace

std::optional<CapturedRtpHeader> read_rtp_header(Bytes datagram) {
  ByteReader reader(datagram);
  const uint8_t flags = reader.u8();
  const uint8_t type = reader.u8();
  CapturedRtpHeader header;
  header.marker = (type & 0x80) != 0;
  header.payload_type = PayloadType{static_cast<uint8_t>(type & 0x7F)};
  header.sequence = SequenceNumber{reader.u16()};
  header.timestamp = RtpTimestamp{reader.u32()};
  header.ssrc = Ssrc{reader.u32()};
  reader.skip(size_t{4} * (flags & 0x0F));  // CSRCs
  if ((flags & 0x10) != 0) {                // extension
    reader.skip(2);
    reader.skip(size_t{4} * reader.u16());
  }
  header.octets = reader.position();
  constexpr uint8_t kVersionTwo = 2;
  if (!reader.ok() || flags >> 6 != kVersionTwo || datagram.size() < kRtpFixedBytes) return std::nullopt;
  return header;
}

Expected<Capture> load_capture(const ReplayConfig& config) {
  auto reader = PcapReader::open(config.path);
  if (!reader) return std::unexpected(reader.error());
  Loader loader(config);
  while (const auto packet = reader->next()) {
    if (!loader.add(*packet)) {
      return input_error(config.path.string() + " holds more than " + std::to_string(config.max_memory_bytes >> 20) +
                         " MiB of selected packets; select fewer flows or cut the capture");
    }
  }
  Capture capture = loader.take();
  if (capture.streams.empty()) {
    return input_error(config.path.string() + " holds no UDP packet that the flows select; check their destinations");
  }
  if (capture.last - capture.first > kMaxLength) {
    return input_error("the times in " + config.path.string() +
                       " span more than a year; one of its records is damaged");
  }
  return capture;
}

}  // namespace cw::packet_io
