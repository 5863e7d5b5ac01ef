#include "gateway/app/clock/ptp_agent.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "gateway/packet_io/ethernet.h"
#include "gateway/packet_io/ipv4_header.h"
#include "gateway/packet_io/udp_frame_template.h"

namespace cw::app {
namespace {

constexpr uint16_t kEventPort = 319;
constexpr uint16_t kGeneralPort = 320;
constexpr uint16_t kEtherTypePtp = 0x88F7;
constexpr MacAddress kPrimaryMac{{0x01, 0x1B, 0x19, 0x00, 0x00, 0x00}};
constexpr MacAddress kPeerMac{{0x01, 0x80, 0xC2, 0x00, 0x00, 0x0E}};
constexpr Ipv4Address kPrimaryGroup{0xE0000181};  // 224.0.1.129
constexpr Ipv4Address kPeerGroup{0xE000006B};     // 224.0.0.107
constexpr uint8_t kDscp = 46;                     // EF
constexpr uint8_t kTtl = 64;
constexpr uint8_t kPeerTtl = 1;
constexpr Duration kObservationInterval = std::chrono::milliseconds(100);
/// A departure that the device has not told by now it will not tell.
constexpr Duration kLongestWait = std::chrono::milliseconds(50);
/// Longer than a frame waits in a device's ring; a stamp from further back is of another message.
constexpr Duration kLongestQueueing = std::chrono::milliseconds(10);
/// How far a departure may seem to lie before the call that sent it: the error of CrossClock.
constexpr Duration kCrossClockError = std::chrono::microseconds(100);
/// After so many departures in a row that the device has not told (drivers of a DPDK without RTE_LIBRTE_IEEE1588, which is Debian's, do
/// not ask it to) only every kRetryEvery-th is waited for: looking for a stamp costs a register read over the bus per cycle.
constexpr uint32_t kPatience = 8;
constexpr uint32_t kRetryEvery = 64;
/// Event messages are those of type 0 to 3 (IEEE 1588-2008 table 19).
constexpr uint8_t kEventTypes = 4;

constexpr uint8_t kSyncType = 0;
constexpr uint8_t kPeerRequestType = 2;

bool is_type(const PtpFrame& frame, uint8_t type) { return frame.event && (frame.octets[0] & 0x0FU) == type; }

Ipv4Address address_of(const PtpFrame& frame) {
  switch (frame.destination) {
    case ptp::Destination::kPeerMulticast: return kPeerGroup;
    case ptp::Destination::kUnicast: return frame.peer;
    default: return kPrimaryGroup;
  }
}

}  // namespace

bool PtpAgent::on_datagram(const RxPacket& packet, const UdpDatagram& datagram) {
  const uint16_t port = datagram.destination.port;
  if ((port != kEventPort && port != kGeneralPort) || config_.transport != config::PtpTransport::kUdp) return false;
  deliver(packet, datagram.payload, port == kEventPort, datagram.source.address);
  return true;
}

bool PtpAgent::on_ethernet(const RxPacket& packet) {
  if (config_.transport != config::PtpTransport::kEthernet) return false;
  const size_t offset = packet_io::network_offset(packet.frame);
  if (packet.frame.size() <= offset || load_be16(&packet.frame[offset - 2]) != kEtherTypePtp) return false;
  const Bytes message = packet.frame.subspan(offset);
  deliver(packet, message, (message[0] & 0x0FU) < kEventTypes, Ipv4Address{});
  return true;
}

void PtpAgent::deliver(const RxPacket& packet, Bytes message, bool event, Ipv4Address source) {
  PtpFrame frame;
  frame.size = static_cast<uint16_t>(std::min(message.size(), frame.octets.size()));
  if (frame.size == 0) return;
  std::memcpy(frame.octets.data(), message.data(), frame.size);
  frame.event = event;
  if (is_type(frame, kSyncType)) watch_.on_sync(packet.arrival);
  frame.peer = source;
  frame.time = arrival_of(packet, event);
  if (!received_.try_push(PtpFrame(frame))) dropped_.add();
}

ptp::LocalTime PtpAgent::arrival_of(const RxPacket& packet, bool event) {
  const ptp::LocalTime polled = clock_.local_of(packet.arrival);
  if (!event || config_.device_clock == nullptr) return polled;
  const auto stamp = config_.device_clock->take_arrival();
  const auto local = stamp ? device_time_.to_local(*stamp) : std::nullopt;
  // A stamp of an earlier message that nobody took would be far off.
  if (local && std::chrono::abs(*local - polled) < kLongestQueueing) return *local;
  software_arrivals_.add();
  return polled;
}

Work PtpAgent::do_work(TaiTime now) {
  Work work;
  if (config_.device_clock != nullptr) observe_device();
  if (awaited_stamp_) await_departure();
  // One event message waits for its stamp at a time: devices keep a single one.
  while (!awaited_stamp_) {
    const std::optional<PtpFrame> frame = to_send_.try_pop();
    if (!frame) break;
    send(*frame, now);
    work.done = true;
  }
  if (config_.device_clock != nullptr) return work;
  work.done = work.done || watch_.watching(now);
  if (watch_.begin() > now) work.next = watch_.begin();
  return work;
}

// By the counter: the media clock, which `now` shows everywhere else, may be stepped back.
void PtpAgent::observe_device() {
  const ptp::LocalTime before = counter_.now();
  if (before < next_observation_) return;
  next_observation_ = before + kObservationInterval;
  const auto device = config_.device_clock->read();
  if (device) device_time_.observe(*device, before, counter_.now());
}

void PtpAgent::await_departure() {
  const auto departure = config_.device_clock->take_departure();
  auto local = departure ? device_time_.to_local(*departure) : std::nullopt;
  // That of an earlier message, which came after it was given up.
  if (local && *local < awaited_since_ - kCrossClockError) local.reset();
  if (!local && counter_.now() - awaited_since_ < kLongestWait) return;
  untold_departures_ = local ? 0 : untold_departures_ + 1;
  if (!local) software_departures_.add();
  note_departure(*awaited_stamp_, local.value_or(awaited_since_));
  awaited_stamp_.reset();
}

bool PtpAgent::device_tells_departures() const {
  return config_.device_clock != nullptr && (untold_departures_ < kPatience || untold_departures_ % kRetryEvery == 0);
}

void PtpAgent::send(const PtpFrame& frame, TaiTime now) {
  TxPacket packet;
  if (config_.sink->lend(std::span(&packet, 1)) == 0) {
    dropped_.add();
    return;
  }
  const size_t header = write_header(frame, packet, now);
  if (header == 0) {
    config_.sink->give_back(std::span(&packet, 1));
    dropped_.add();
    return;
  }
  std::memcpy(packet.data + header, frame.octets.data(), frame.size);
  packet.size_bytes = static_cast<uint32_t>(header + frame.size);
  if (is_type(frame, kPeerRequestType)) watch_.on_request(now);
  if (frame.stamp_id != 0) {
    send_event(packet, frame.stamp_id);
  } else {
    config_.sink->transmit(std::span(&packet, 1));
  }
}

size_t PtpAgent::write_header(const PtpFrame& frame, TxPacket& packet, TaiTime now) {
  const packet_io::InterfaceAddress& own = config_.host->interface();
  const bool peer = frame.destination == ptp::Destination::kPeerMulticast;
  if (config_.transport == config::PtpTransport::kEthernet) {
    return packet_io::write_ethernet_header(packet.data, peer ? kPeerMac : kPrimaryMac, own, kEtherTypePtp);
  }
  const Ipv4Address destination = address_of(frame);
  const auto mac = config_.host->resolve(destination, now);
  if (!mac) return 0;
  const uint16_t port = frame.event ? kEventPort : kGeneralPort;
  auto header = packet_io::UdpFrameTemplate::create({.source_mac = own.mac,
                                                     .destination_mac = *mac,
                                                     .vlan_id = own.vlan_id,
                                                     .source = {own.address, port},
                                                     .destination = {destination, port},
                                                     .dscp = kDscp,
                                                     .ttl = peer ? kPeerTtl : kTtl});
  header.write_headers(packet.data, frame.size);
  return header.header_octets();
}

void PtpAgent::send_event(TxPacket& packet, uint32_t stamp_id) {
  const bool stamped = device_tells_departures();
  packet.wants_time_stamp = stamped;
  // A virtual device sends within the call, and all that its peer does about it often too: the frame leaves at the beginning.
  const ptp::LocalTime before = counter_.now();
  if (config_.sink->transmit(std::span(&packet, 1)) == 0) {
    dropped_.add();
    return;
  }
  if (stamped) {
    awaited_stamp_ = stamp_id;
    awaited_since_ = before;
    return;
  }
  if (config_.device_clock != nullptr) {
    ++untold_departures_;
    software_departures_.add();
  }
  note_departure(stamp_id, before);
}

void PtpAgent::note_departure(uint32_t stamp_id, ptp::LocalTime time) {
  if (!received_.try_push({.peer = {}, .stamp_id = stamp_id, .time = time})) dropped_.add();
}

}  // namespace cw::app
