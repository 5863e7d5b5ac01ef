#include "ptp/port/slave_role.h"

namespace cw::ptp {

SlaveRole::SlaveRole(const PortContext& context)
    : context_(context), syncs_(context.status.faults), delay_(context.config, context.sender, context.status) {}

void SlaveRole::start(const ForeignMaster& master) {
  stop();
  master_ = master.data.sender;
  address_ = master.address;
}

void SlaveRole::stop() {
  master_.reset();
  syncs_.reset();
  delay_.stop();
  fed_ = false;
  context_.status.last_sync.reset();
}

bool SlaveRole::from_master(const Header& header) {
  if (header.source == master_) return true;
  ++context_.status.faults.foreign_master;
  return false;
}

void SlaveRole::on_sync(const Header& header, const EventBody& body, LocalTime received) {
  if (from_master(header)) feed_sync(syncs_.on_sync(header, body, received));
}

void SlaveRole::on_follow_up(const Header& header, const EventBody& body, LocalTime now) {
  if (from_master(header)) feed_sync(syncs_.on_follow_up(header, body, now));
}

void SlaveRole::on_delay_resp(const Header& header, const ResponseBody& body) {
  if (body.requester != context_.sender.identity()) return;  // multicast: for another slave
  if (from_master(header)) feed_delay(delay_.on_response(header, body));
}

void SlaveRole::on_transmitted(uint32_t stamp_id, LocalTime sent) { feed_delay(delay_.on_transmitted(stamp_id, sent)); }

void SlaveRole::on_link_delay(Duration mean) {
  if (fed_) context_.clock.servo.on_link_delay(mean);
}

/// 11.6.2: the asymmetry adds to the correction of a Sync.
void SlaveRole::feed_sync(const std::optional<MatchedSync>& sample) {
  if (!sample) return;
  const Correction asymmetry = Correction{context_.config.asymmetry.count()} * 0x10000;
  const auto sent_ns = corrected_ns(sample->origin_ns, sample->correction + asymmetry);
  if (!sent_ns) {
    ++context_.status.faults.bad_correction;
    return;
  }
  const ClockContext& clock = context_.clock;
  clock.servo.on_sync(sample->received, clock.utc.to_tai(*sent_ns, clock.clock.tai_of(sample->received)));
  context_.status.last_sync = sample->received;
  const bool end_to_end = context_.config.delay_mechanism == DelayMechanism::kEndToEnd;
  if (end_to_end && !delay_.running()) delay_.start(sample->received, address_);
  if (!end_to_end && !fed_ && context_.status.mean_link_delay) {
    clock.servo.on_link_delay(*context_.status.mean_link_delay);
  }
  fed_ = true;
}

/// 11.6.3 has the requester take the asymmetry off the Delay_Req's correction, which the master then echoes. Done here
/// instead it is the same sum and trusts no echo.
void SlaveRole::feed_delay(const std::optional<MatchedDelay>& sample) {
  if (!sample) return;
  const Correction asymmetry = Correction{context_.config.asymmetry.count()} * 0x10000;
  const auto received_ns = corrected_ns(sample->received_ns, asymmetry - sample->correction);
  if (!received_ns) {
    ++context_.status.faults.bad_correction;
    return;
  }
  const ClockContext& clock = context_.clock;
  clock.servo.on_delay(sample->sent, clock.utc.to_tai(*received_ns, clock.clock.tai_of(sample->sent)));
}

}  // namespace cw::ptp
