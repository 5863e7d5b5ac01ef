#include "tests/unit/ptp/scripted_master.h"

#include <array>

#include "ptp/port/intervals.h"

namespace cw::ptp {
namespace {

constexpr int64_t kTurnaroundNs = 700;  // that a two-step answer to Pdelay_Req claims, and takes back by its correction

}  // namespace

ScriptedMaster::ScriptedMaster(World& world, SimulatedNetwork& network, uint8_t last_octet)
    : Attachment(0x0A000000U + last_octet), clock(identity(last_octet)), world_(world), network_(network) {
  announce.utc_offset_s = 37;
  announce.quality = {.clock_class = 6, .accuracy = 0x21, .variance = 0x4E5D};
  announce.grandmaster = clock;
  announce.time_source = 0x20;
  network.attach(*this);
  world.add(*this);
}

int64_t ScriptedMaster::time_ns() const { return world_.time.tai().ns() + offset_ns; }

Header ScriptedMaster::header(MessageType type, uint16_t sequence) const {
  Header header;
  header.type = type;
  header.domain = domain;
  header.source = {clock, 1};
  header.sequence = sequence;
  return header;
}

void ScriptedMaster::send(const Header& header, const decltype(Message::body)& body, Ipv4Address unicast) {
  const Message message{.header = header, .body = body, .tlvs = {}};
  std::array<uint8_t, 128> octets;
  const size_t size = write_message(message, octets);
  const auto destination = unicast.value != 0 ? Destination::kUnicast : Destination::kPrimaryMulticast;
  network_.send(*this, {.octets = Bytes{octets.data(), size},
                        .event = is_event(header.type),
                        .destination = destination,
                        .unicast = unicast,
                        .stamp_id = 0});
}

void ScriptedMaster::tick() {
  if (!alive) return;
  const int64_t now_ns = world_.time.now_ns();
  if (announcing && now_ns >= next_announce_ns_) {
    send_announce();
    next_announce_ns_ = now_ns + interval_of_log(log_announce_interval).count();
  }
  if (syncing && now_ns >= next_sync_ns_) {
    send_sync();
    next_sync_ns_ = now_ns + interval_of_log(log_sync_interval).count();
  }
}

void ScriptedMaster::send_announce() {
  Header announce_header = header(MessageType::kAnnounce, ++announce_sequence_);
  announce_header.flags = announced_flags;
  announce_header.log_interval = log_announce_interval;
  send(announce_header, announce);
}

void ScriptedMaster::send_sync() {
  const int64_t origin_ns = time_ns() - correction / 0x10000;
  Header sync = header(MessageType::kSync, ++sync_sequence_);
  sync.log_interval = log_sync_interval;
  if (!two_step) {
    sync.correction = correction;
    send(sync, EventBody{origin_ns});
    return;
  }
  sync.flags = flags::kTwoStep;
  Header follow_up = header(MessageType::kFollowUp, sync_sequence_);
  follow_up.correction = correction;
  if (follow_up_first) send(follow_up, EventBody{origin_ns});
  send(sync, EventBody{});
  if (!follow_up_first) send(follow_up, EventBody{origin_ns});
}

void ScriptedMaster::deliver(Bytes octets, Ipv4Address source) {
  const auto message = parse_message(octets, nullptr);
  if (!alive || !message || message->header.domain != domain) return;
  if (message->header.type == MessageType::kDelayReq) answer_delay(message->header, source);
  if (message->header.type == MessageType::kPdelayReq) answer_peer(message->header);
}

void ScriptedMaster::answer_delay(const Header& request, Ipv4Address source) {
  const bool unicast = (request.flags & flags::kUnicast) != 0;
  ++delay_requests;
  if (unicast) ++unicast_requests;
  Header response = header(MessageType::kDelayResp, request.sequence);
  response.correction = request.correction;
  response.log_interval = unicast ? kNoLogInterval : log_delay_interval;
  if (unicast) response.flags = flags::kUnicast;
  send(response, ResponseBody{.time_ns = time_ns(), .requester = request.source}, unicast ? source : Ipv4Address{});
}

void ScriptedMaster::answer_peer(const Header& request) {
  ++delay_requests;
  Header response = header(MessageType::kPdelayResp, request.sequence);
  const ResponseBody body{.time_ns = time_ns() - kTurnaroundNs, .requester = request.source};
  if (!two_step) {
    send(response, ResponseBody{.time_ns = 0, .requester = request.source});
    return;
  }
  response.flags = flags::kTwoStep;
  Header follow_up = header(MessageType::kPdelayRespFollowUp, request.sequence);
  follow_up.correction = request.correction - kTurnaroundNs * 0x10000;
  send(response, body);
  send(follow_up, ResponseBody{.time_ns = time_ns(), .requester = request.source});
}

}  // namespace cw::ptp
