#include "ptp/port/peer_delay.h"

#include "ptp/port/intervals.h"

namespace cw::ptp {

PeerDelay::PeerDelay(const PortConfig& config, MessageSender& sender, PortStatus& status)
    : config_(config), sender_(sender), status_(status) {}

void PeerDelay::start(LocalTime now) {
  stop();
  running_ = true;
  next_ = now;
}

void PeerDelay::stop() {
  running_ = false;
  exchange_.reset();
  status_.mean_link_delay.reset();
}

void PeerDelay::poll(LocalTime now) {
  if (!running_ || now < next_) return;
  send_request();
  next_ = now + interval_of_log(config_.log_delay_interval);
}

std::optional<LocalTime> PeerDelay::next_deadline() const { return running_ ? std::optional{next_} : std::nullopt; }

void PeerDelay::send_request() {
  if (exchange_) ++(exchange_->t1 ? status_.faults.missing_delay_resp : status_.faults.missing_stamps);
  const uint16_t sequence = ++sequence_;
  const uint32_t stamp_id = sender_.next_stamp_id();
  exchange_ = Exchange{.sequence = sequence, .stamp_id = stamp_id};  // before sending, see DelayExchange
  const Header header = header_of(MessageType::kPdelayReq, sequence);
  if (!sender_.send(header, EventBody{}, {.destination = Destination::kPeerMulticast, .stamp_id = stamp_id}))
    exchange_.reset();
}

/// True when the message answers the present request, and comes from the clock that answered first.
bool PeerDelay::belongs(const Header& header, const ResponseBody& body) {
  if (body.requester != sender_.identity()) return false;  // for another port of a link that is shared after all
  if (!exchange_ || exchange_->sequence != header.sequence) {
    ++status_.faults.unmatched_responses;
    return false;
  }
  if (exchange_->peer && *exchange_->peer != header.source) {
    ++status_.faults.multiple_peers;
    return false;
  }
  if (header.correction == kCorrectionTooBig) {
    ++status_.faults.bad_correction;
    return false;
  }
  exchange_->peer = header.source;
  return true;
}

std::optional<Duration> PeerDelay::complete() {
  if (!exchange_->t1 || !exchange_->t3_ns || !exchange_->t4) return std::nullopt;
  const Duration round_trip = *exchange_->t4 - *exchange_->t1;
  const Int128 at_peer_ns = Int128{*exchange_->t3_ns} - exchange_->t2_ns;
  const Correction twice = (Int128{round_trip.count()} - at_peer_ns) * 0x10000 - exchange_->correction;
  exchange_.reset();
  const auto mean_ns = corrected_ns(0, twice / 2);
  if (!mean_ns) {
    ++status_.faults.bad_correction;
    return std::nullopt;
  }
  status_.mean_link_delay = Duration{*mean_ns};
  return status_.mean_link_delay;
}

std::optional<Duration> PeerDelay::on_transmitted(uint32_t stamp_id, LocalTime sent) {
  if (!exchange_ || exchange_->stamp_id != stamp_id) return std::nullopt;
  exchange_->t1 = sent;
  return complete();
}

std::optional<Duration> PeerDelay::on_response(const Header& header, const ResponseBody& body, LocalTime received) {
  if (!belongs(header, body)) return std::nullopt;
  if (exchange_->t4) {
    ++status_.faults.unmatched_responses;
    return std::nullopt;
  }
  exchange_->t4 = received;
  exchange_->t2_ns = body.time_ns;
  exchange_->correction += header.correction;
  if ((header.flags & flags::kTwoStep) == 0) exchange_->t3_ns = body.time_ns;
  return complete();
}

std::optional<Duration> PeerDelay::on_follow_up(const Header& header, const ResponseBody& body) {
  if (!belongs(header, body)) return std::nullopt;
  if (exchange_->t3_ns) {
    ++status_.faults.unmatched_responses;
    return std::nullopt;
  }
  exchange_->t3_ns = body.time_ns;
  exchange_->correction += header.correction;
  return complete();
}

}  // namespace cw::ptp
