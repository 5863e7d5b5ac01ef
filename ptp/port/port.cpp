#include "ptp/port/port.h"

#include <algorithm>

#include "gateway/core/log.h"
#include "ptp/port/intervals.h"

namespace cw::ptp {
namespace {

constexpr Duration kLively = std::chrono::milliseconds{500};  // since the last Sync

PortStatus first_status(const ClockIdentity& clock, const PortConfig& config, uint16_t number) {
  PortStatus status;
  status.name = config.name;
  status.identity = {clock, number};
  return status;
}

}  // namespace

Port::Port(const ClockContext& clock, const PortConfig& config, uint16_t number, PortLink& link)
    : clock_(clock),
      config_(config),
      link_(link),
      status_(first_status(clock.config.identity, config, number)),
      sender_(clock.config.domain, link, status_),
      context_{clock_, config_, sender_, status_},
      masters_(interval_of_log(config.log_announce_interval), config.announce_timeout),
      slave_(context_),
      master_(context_),
      peer_delay_(config_, sender_, status_),
      peer_responder_(clock.clock, sender_, status_) {}

bool Port::in_order() const {
  return state() != PortState::kInitializing && state() != PortState::kFaulty && state() != PortState::kDisabled;
}

bool Port::following() const { return state() == PortState::kUncalibrated || state() == PortState::kSlave; }

bool Port::still_listening(LocalTime now) const { return state() == PortState::kListening && now < listen_until_; }

void Port::count_fault(WireFault fault) {
  switch (fault) {
    case WireFault::kVersion1:
    case WireFault::kOtherVersion: ++status_.faults.version1; return;
    case WireFault::kUnknownType: ++status_.faults.unknown_type; return;
    default: ++status_.faults.malformed; return;
  }
}

/// False for what is not for us; counted.
bool Port::admit(const Header& header) {
  if (header.domain != clock_.config.domain || header.sdo != 0) {
    ++status_.faults.foreign_domain;
    return false;
  }
  if (header.source.clock == clock_.config.identity) {
    ++status_.faults.own_messages;
    return false;
  }
  ++status_.received[static_cast<size_t>(header.type)];
  if ((header.flags & flags::kAlternateMaster) == 0) return true;
  ++status_.faults.alternate_master;
  return false;
}

bool Port::on_datagram(const PortDatagram& datagram) {
  if (!in_order()) return false;
  WireFault fault = WireFault::kNone;
  const auto message = parse_message(datagram.octets, &fault);
  if (!message) {
    count_fault(fault);
    return false;
  }
  return admit(message->header) && dispatch(*message, datagram);
}

bool Port::dispatch(const Message& message, const PortDatagram& datagram) {
  switch (message.header.type) {
    case MessageType::kAnnounce: return on_announce(message, datagram);
    case MessageType::kDelayResp:
    case MessageType::kPdelayResp:
    case MessageType::kPdelayRespFollowUp: dispatch_response(message, datagram.received); return false;
    case MessageType::kManagement:
      if (const auto metadata = parse_synchronization_metadata(message)) {
        metadata_ = Metadata{.sender = message.header.source.clock, .value = *metadata};
      }
      return false;
    case MessageType::kSignaling: return false;
    default: return dispatch_event(message, datagram);
  }
}

bool Port::dispatch_event(const Message& message, const PortDatagram& datagram) {
  const Header& header = message.header;
  const auto& body = std::get<EventBody>(message.body);
  const bool answers_peers = config_.delay_mechanism == DelayMechanism::kPeerToPeer || state() == PortState::kMaster;
  switch (header.type) {
    case MessageType::kSync:
      if (following()) slave_.on_sync(header, body, datagram.received);
      break;
    case MessageType::kFollowUp:
      if (following()) slave_.on_follow_up(header, body, datagram.received);
      break;
    case MessageType::kDelayReq: master_.on_delay_req(header, datagram.source, datagram.received); break;
    default:
      if (answers_peers) peer_responder_.on_request(header, datagram.source, datagram.received);
      break;
  }
  return false;
}

void Port::dispatch_response(const Message& message, LocalTime received) {
  const Header& header = message.header;
  const auto& body = std::get<ResponseBody>(message.body);
  std::optional<Duration> link_delay;
  if (header.type == MessageType::kPdelayResp) link_delay = peer_delay_.on_response(header, body, received);
  if (header.type == MessageType::kPdelayRespFollowUp) link_delay = peer_delay_.on_follow_up(header, body);
  if (header.type == MessageType::kDelayResp && following()) slave_.on_delay_resp(header, body);
  if (link_delay && following()) slave_.on_link_delay(*link_delay);
}

bool Port::on_announce(const Message& message, const PortDatagram& datagram) {
  const auto outcome = masters_.on_announce({.header = message.header,
                                             .body = std::get<AnnounceBody>(message.body),
                                             .source = datagram.source,
                                             .receiver = status_.identity,
                                             .at = datagram.received});
  switch (outcome) {
    case ForeignMasters::Outcome::kAccepted: return true;
    case ForeignMasters::Outcome::kOld: ++status_.faults.old_announce; return false;
    case ForeignMasters::Outcome::kTooFar: ++status_.faults.steps_removed; return false;
    case ForeignMasters::Outcome::kFull: ++status_.faults.foreign_masters_full; return false;
  }
  return false;
}

void Port::on_transmitted(uint32_t stamp_id, LocalTime sent) {
  slave_.on_transmitted(stamp_id, sent);
  master_.on_transmitted(stamp_id, sent);
  peer_responder_.on_transmitted(stamp_id, sent);
  const auto link_delay = peer_delay_.on_transmitted(stamp_id, sent);
  if (link_delay && following()) slave_.on_link_delay(*link_delay);
}

void Port::refresh(LocalTime now) {
  status_.timestamps = link_.timestamps();
  status_.link_up = link_.up();
  if (!status_.link_up) {
    on_event(PortEvent::kFaultDetected, now);
  } else {
    on_event(PortEvent::kFaultCleared, now);
    if (state() == PortState::kInitializing) on_event(PortEvent::kInitialized, now);
  }
  const bool synced = following() && status_.last_sync && now - *status_.last_sync < kLively;
  masters_.expire(now, synced ? slave_.master() : std::nullopt);
  const ForeignMaster* best = masters_.best();
  status_.masters_heard = masters_.size();
  status_.best_master = best != nullptr ? std::optional{best->data.sender} : std::nullopt;
  status_.last_announce = best != nullptr ? std::optional{best->last_announce} : std::nullopt;
}

void Port::poll(LocalTime now) {
  slave_.poll(now);
  master_.poll(now);
  peer_delay_.poll(now);
}

std::optional<LocalTime> Port::next_deadline(LocalTime now) const {
  std::optional<LocalTime> earliest;
  if (still_listening(now) && clock_.config.role != ClockRole::kSlaveOnly) earliest = listen_until_;
  for (const auto& next :
       {masters_.next_expiry(), slave_.next_deadline(), master_.next_deadline(), peer_delay_.next_deadline()}) {
    if (next && (!earliest || *next < *earliest)) earliest = next;
  }
  return earliest;
}

void Port::set_enabled(bool enabled, LocalTime now) {
  on_event(enabled ? PortEvent::kEnable : PortEvent::kDisable, now);
}

void Port::apply(Decision decision, LocalTime now) {
  const ForeignMaster* master = best();
  switch (decision) {
    case Decision::kListening: on_event(PortEvent::kRecommendListening, now); return;
    case Decision::kPassive: on_event(PortEvent::kRecommendPassive, now); return;
    case Decision::kMaster:
      // M1 and M2 qualify at once (9.2.6.10); only boundary clocks wait.
      on_event(master == nullptr ? PortEvent::kAnnounceTimeout : PortEvent::kRecommendMaster, now);
      on_event(PortEvent::kQualificationTimeout, now);
      return;
    case Decision::kSlave: break;
  }
  const bool same = slave_.master() == master->data.sender;
  on_event(same ? PortEvent::kRecommendSlave : PortEvent::kRecommendNewMaster, now);
  if (!same && following()) slave_.start(*master);
}

void Port::on_servo_state(ServoState servo, LocalTime now) {
  if (following()) {
    on_event(servo == ServoState::kLocked ? PortEvent::kMasterClockSelected : PortEvent::kSynchronizationFault, now);
  }
}

void Port::on_event(PortEvent event, LocalTime now) {
  const PortState next = next_state(state(), event);
  if (next != state()) change_state(next, now);
}

void Port::change_state(PortState next, LocalTime now) {
  const PortState from = state();
  const bool was_in_order = in_order();
  const bool was_following = following();
  status_.state = next;
  ++status_.state_changes;
  if (was_following && !following()) slave_.stop();
  if (from == PortState::kMaster) master_.stop();
  if (was_in_order && !in_order()) {
    masters_.clear();
    peer_delay_.stop();
    metadata_.reset();
  }
  enter(next, now);
  log_change(from);
}

void Port::enter(PortState state, LocalTime now) {
  if (state == PortState::kListening) {
    listen_until_ = now + config_.announce_timeout * interval_of_log(config_.log_announce_interval);
    const bool peers = config_.delay_mechanism == DelayMechanism::kPeerToPeer;
    if (peers && !peer_delay_.next_deadline()) peer_delay_.start(now);
  }
  if (state == PortState::kMaster) master_.start(now);
}

void Port::log_change(PortState from) const {
  // PRE_MASTER and INITIALIZING are passed through at once.
  if (state() == PortState::kPreMaster || state() == PortState::kInitializing) return;
  const auto level = state() == PortState::kFaulty ? LogLevel::kWarning : LogLevel::kInfo;
  log(level, "ptp", "port " + status_.name + " is " + std::string{to_string(state())},
      {{"port", status_.name}, {"from", std::string{to_string(from)}}, {"to", std::string{to_string(state())}}});
}

}  // namespace cw::ptp
