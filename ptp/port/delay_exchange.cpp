#include "ptp/port/delay_exchange.h"

#include <algorithm>

#include "ptp/port/intervals.h"

namespace cw::ptp {
namespace {

constexpr int8_t kFastestLog = -7;
constexpr int8_t kSlowestLog = 4;

/// Ports draw different intervals, so that the requests of a whole house do not meet at the master.
uint32_t seed_of(const PortIdentity& identity) {
  uint32_t seed = identity.port;
  for (const uint8_t octet : identity.clock.octets) seed = seed * 31 + octet;
  return seed;
}

}  // namespace

DelayExchange::DelayExchange(const PortConfig& config, MessageSender& sender, PortStatus& status)
    : config_(config), sender_(sender), status_(status), random_(seed_of(status.identity)) {
  status_.log_delay_interval = config.log_delay_interval;
}

void DelayExchange::start(LocalTime now, Ipv4Address address) {
  stop();
  running_ = true;
  master_ = address;
  next_ = now;
}

void DelayExchange::stop() {
  running_ = false;
  requests_.fill(std::nullopt);
  status_.log_delay_interval = config_.log_delay_interval;
}

/// 9.5.11.2: uniform between nothing and twice the interval.
Duration DelayExchange::random_interval() {
  const int64_t twice_ns = 2 * interval_of_log(status_.log_delay_interval).count();
  return Duration{std::uniform_int_distribution<int64_t>{0, twice_ns}(random_)};
}

void DelayExchange::poll(LocalTime now) {
  if (!running_ || now < next_) return;
  send_request();
  next_ = now + random_interval();
}

std::optional<LocalTime> DelayExchange::next_deadline() const { return running_ ? std::optional{next_} : std::nullopt; }

void DelayExchange::give_up(Slot& slot) {
  if (!slot) return;
  ++(slot->sent ? status_.faults.missing_delay_resp : status_.faults.missing_stamps);
  slot.reset();
}

void DelayExchange::send_request() {
  const uint16_t sequence = ++sequence_;
  Slot& slot = requests_[sequence % kPending];
  give_up(slot);
  const uint32_t stamp_id = sender_.next_stamp_id();
  slot = Request{.sequence = sequence, .stamp_id = stamp_id};  // before sending: its stamp may come from within send()
  const MessageRoute route{.destination = config_.hybrid ? Destination::kUnicast : Destination::kPrimaryMulticast,
                           .unicast = master_,
                           .stamp_id = stamp_id};
  if (!sender_.send(header_of(MessageType::kDelayReq, sequence), EventBody{}, route)) slot.reset();
}

std::optional<MatchedDelay> DelayExchange::complete(Slot& slot) {
  if (!slot->sent || !slot->response) return std::nullopt;
  const MatchedDelay sample{
      .sent = *slot->sent, .received_ns = slot->response->time_ns, .correction = slot->correction};
  slot.reset();
  return sample;
}

std::optional<MatchedDelay> DelayExchange::on_transmitted(uint32_t stamp_id, LocalTime sent) {
  const auto slot = std::ranges::find_if(requests_, [&](const Slot& s) { return s && s->stamp_id == stamp_id; });
  if (slot == requests_.end()) return std::nullopt;
  (*slot)->sent = sent;
  return complete(*slot);
}

std::optional<MatchedDelay> DelayExchange::on_response(const Header& header, const ResponseBody& body) {
  Slot& slot = requests_[header.sequence % kPending];
  if (!slot || slot->sequence != header.sequence || slot->response) {
    ++status_.faults.unmatched_responses;
    return std::nullopt;
  }
  if (header.correction == kCorrectionTooBig) {
    ++status_.faults.bad_correction;
    slot.reset();
    return std::nullopt;
  }
  // A unicast response has no interval to tell (table 24).
  if (header.log_interval != kNoLogInterval) {
    status_.log_delay_interval = std::clamp(header.log_interval, kFastestLog, kSlowestLog);
  }
  slot->response = body;
  slot->correction = header.correction;
  return complete(slot);
}

}  // namespace cw::ptp
