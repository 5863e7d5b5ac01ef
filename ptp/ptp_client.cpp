#include "ptp/ptp_client.h"

#include <algorithm>

#include "gateway/core/log.h"
#include "ptp/clock/leap_seconds.h"
#include "ptp/port/port.h"
#include "ptp/port/state_decision.h"

namespace cw::ptp {
namespace {

constexpr Duration kLongestWait = std::chrono::milliseconds{100};
constexpr Duration kLongestStall = std::chrono::seconds{1};
constexpr Duration kServoPollInterval = std::chrono::milliseconds{250};

}  // namespace

ClockIdentity clock_identity_of(const MacAddress& address) {
  const auto& mac = address.octets;
  return {{mac[0], mac[1], mac[2], 0xFF, 0xFE, mac[3], mac[4], mac[5]}};
}

PtpClient::PtpClient(const PtpClientConfig& config, ClockServo& servo, DisciplinedClock& clock)
    : config_(config),
      servo_(servo),
      clock_(clock),
      utc_(config.utc_offset_s),
      context_{config_, servo_, clock_, utc_} {}

PtpClient::~PtpClient() = default;

size_t PtpClient::add_port(const PortConfig& config, PortLink& link) {
  const auto number = static_cast<uint16_t>(ports_.size() + 1);
  ports_.push_back(std::make_unique<Port>(context_, config, number, link));
  return ports_.size() - 1;
}

void PtpClient::on_datagram(size_t port, Bytes octets, Ipv4Address source, LocalTime received) {
  // A stamp may be a little old, or absurd when a device's clock has just been set.
  if (received > now_ && received - now_ < kLongestStall) now_ = received;
  if (!ports_[port]->on_datagram({.octets = octets, .source = source, .received = received})) return;
  decide(now_);
  if (parent_) {
    const ForeignMaster& master = parent_->master;
    utc_.on_announce({.flags = master.flags, .offset_s = master.utc_offset_s}, clock_.tai_of(now_), trusted());
    apply_utc(now_);
  }
}

void PtpClient::on_transmitted(size_t port, uint32_t stamp_id, LocalTime sent) {
  ports_[port]->on_transmitted(stamp_id, sent);
}

void PtpClient::poll(LocalTime now) {
  now_ = now;
  decide(now_);
  for (const auto& port : ports_) port->poll(now_);
  if (now_ >= next_servo_poll_) {
    servo_.poll(now_);
    next_servo_poll_ = now_ + kServoPollInterval;
  }
  const ServoState servo = servo_.status().state;
  for (const auto& port : ports_) port->on_servo_state(servo, now_);
  apply_utc(now_);
}

LocalTime PtpClient::next_deadline() const {
  LocalTime earliest = now_ + kLongestWait;
  for (const auto& port : ports_) {
    if (const auto next = port->next_deadline(now_)) earliest = std::min(earliest, *next);
  }
  if (const auto leap = utc_.leap_at()) earliest = std::min(earliest, clock_.local_of(*leap));
  return std::max(earliest, now_);
}

void PtpClient::set_port_enabled(size_t port, bool enabled, LocalTime now) {
  ports_[port]->set_enabled(enabled, now);
  decide(now);
}

/// Ebest (9.3.2.2): the port that hears the best of all masters.
std::optional<size_t> PtpClient::best_port() const {
  std::optional<size_t> best;
  for (size_t i = 0; i < ports_.size(); ++i) {
    const ForeignMaster* candidate = ports_[i]->best();
    if (candidate == nullptr) continue;
    if (!best || first_wins(compare_data_sets(candidate->data, ports_[*best]->best()->data))) best = i;
  }
  return best;
}

DataSet PtpClient::own_data_set() const {
  return {.priority1 = config_.priority1,
          .grandmaster = config_.identity,
          .quality = config_.quality,
          .priority2 = config_.priority2,
          .steps_removed = 0,
          .sender = {config_.identity, 0},
          .receiver = {config_.identity, 0}};
}

void PtpClient::decide(LocalTime now) {
  for (const auto& port : ports_) port->refresh(now);
  const auto best = best_port();
  DecisionInput input{.role = config_.role, .own = own_data_set()};
  input.clock_best = best ? &ports_[*best]->best()->data : nullptr;
  std::optional<Parent> parent;
  for (size_t i = 0; i < ports_.size(); ++i) {
    Port& port = *ports_[i];
    if (!port.in_order()) continue;
    const ForeignMaster* master = port.best();
    input.port_best = master != nullptr ? &master->data : nullptr;
    input.clock_best_is_port_best = best == i;
    input.listening = port.still_listening(now);
    const Decision decision = decide_state(input);
    if (decision == Decision::kSlave) parent = Parent{.port = i, .master = *master};
    port.apply(decision, now);
  }
  follow(parent, now);
}

void PtpClient::follow(const std::optional<Parent>& parent, LocalTime now) {
  const auto key = [](const Parent& p) { return std::tuple{p.port, p.master.data.sender, p.master.data.grandmaster}; };
  const bool changed = parent && (!parent_ || key(*parent) != key(*parent_));
  const bool lost = parent_ && !parent;
  note_grandmaster(parent);
  parent_ = parent;
  if (lost) servo_.on_master_lost(now);
  if (!changed) return;
  servo_.on_master_changed(now);
  utc_.on_announce({.flags = parent_->master.flags, .offset_s = parent_->master.utc_offset_s}, clock_.tai_of(now),
                   trusted());
}

void PtpClient::note_grandmaster(const std::optional<Parent>& parent) {
  if (!parent) {
    if (parent_) log_warning("ptp", "no master is heard any more", {{"grandmaster", to_string(*last_grandmaster_)}});
    return;
  }
  const ClockIdentity& grandmaster = parent->master.data.grandmaster;
  const std::string& port = ports_[parent->port]->status().name;
  if (last_grandmaster_ != grandmaster) {
    if (last_grandmaster_) ++grandmaster_changes_;
    log_info("ptp", "grandmaster is " + to_string(grandmaster), {{"port", port}});
    arb_logged_ = false;
  } else if (!parent_) {
    log_info("ptp", "grandmaster is back: " + to_string(grandmaster), {{"port", port}});
  }
  last_grandmaster_ = grandmaster;
}

/// The times of a clock that is not locked yet say nothing of midnight or of the leap seconds so far.
bool PtpClient::trusted() const {
  const ServoState state = servo_.status().state;
  return state == ServoState::kLocked || state == ServoState::kHoldover;
}

void PtpClient::apply_utc(LocalTime now) {
  const TaiTime tai = clock_.tai_of(now);
  utc_.poll(tai);
  if (!last_grandmaster_) return;
  auto offset_s = utc_.offset_s();
  if (!offset_s && trusted()) {
    offset_s = utc_offset_at(static_cast<int64_t>(floor_div(tai.ns(), kNsPerSecond)) - clock_.utc_offset_s());
  }
  if (offset_s && *offset_s != clock_.utc_offset_s()) {
    log_info("ptp", "TAI - UTC is " + std::to_string(*offset_s) + " s");
    clock_.set_utc_offset_s(*offset_s);
  }
  if (utc_.arb() && parent_ && !arb_logged_) {
    log_warning("ptp", "the master sends UTC instead of TAI (ptpTimescale 0): TAI - UTC is added to its times");
    arb_logged_ = true;
  }
}

bool PtpClient::leading() const {
  return std::ranges::any_of(ports_, [](const auto& port) { return port->state() == PortState::kMaster; });
}

std::optional<GrandmasterStatus> PtpClient::grandmaster_status() const {
  if (config_.role == ClockRole::kGrandmaster || leading()) {
    return GrandmasterStatus{.identity = config_.identity,
                             .parent = {config_.identity, 0},
                             .quality = config_.quality,
                             .priority1 = config_.priority1,
                             .priority2 = config_.priority2,
                             .time_source = config_.time_source,
                             .flags = flags::kPtpTimescale | flags::kUtcOffsetValid,
                             .utc_offset_s = static_cast<int16_t>(clock_.utc_offset_s())};
  }
  if (!parent_) return std::nullopt;
  const ForeignMaster& master = parent_->master;
  return GrandmasterStatus{.identity = master.data.grandmaster,
                           .parent = master.data.sender,
                           .parent_address = master.address,
                           .quality = master.data.quality,
                           .priority1 = master.data.priority1,
                           .priority2 = master.data.priority2,
                           .time_source = master.time_source,
                           .flags = master.flags,
                           .utc_offset_s = master.utc_offset_s,
                           .steps_removed = static_cast<uint16_t>(master.data.steps_removed + 1)};
}

/// Only the chosen grandmaster's counts; it may come by way of the parent.
std::optional<SynchronizationMetadata> PtpClient::metadata() const {
  if (!parent_) return leading() ? config_.metadata : std::nullopt;
  const auto& heard = ports_[parent_->port]->metadata();
  const DataSet& master = parent_->master.data;
  if (!heard || (heard->sender != master.grandmaster && heard->sender != master.sender.clock)) return std::nullopt;
  return heard->value;
}

const PtpStatus& PtpClient::status() const {
  status_.identity = config_.identity;
  status_.domain = config_.domain;
  status_.role = config_.role;
  status_.slave_port = parent_ ? std::optional{parent_->port} : std::nullopt;
  status_.grandmaster = grandmaster_status();
  status_.leading = leading();
  status_.arb_timescale = parent_ && utc_.arb();
  status_.utc_offset_s = clock_.utc_offset_s();
  status_.leap59 = utc_.leap_s() < 0;
  status_.leap61 = utc_.leap_s() > 0;
  status_.grandmaster_changes = grandmaster_changes_;
  status_.servo = servo_.status();
  status_.metadata = metadata();
  status_.ports.clear();
  for (const auto& port : ports_) status_.ports.push_back(port->status());
  return status_;
}

}  // namespace cw::ptp
